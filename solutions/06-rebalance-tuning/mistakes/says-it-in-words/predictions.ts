export { startEagerMember, startIncrementalMember } from '#lab/06-rebalance-tuning/members.ts';

export const predict = () => ({ eagerMs: 'long', incrementalMs: 'short', idleMembers: 'one' });
