/** Everything that a lab's test file may use. */
export { eventually } from '../broker/eventually.ts';
export type { History, HistoryEvent } from '../history/history.ts';
export type { LogRecord } from '../protocol/record-batch.ts';
export { type Attempt, attempt } from './attempt.ts';
export { type Check, type CheckContext, checksOf } from './check.ts';
export { incompressible } from './incompressible.ts';
export { LearnerError } from './learner-error.ts';
export type { LearnerProcess, RemoteFunction } from './learner-process.ts';
export { kafkaClient } from './markers.ts';
export { pause } from './pause.ts';
export type { TestCluster } from './test-cluster.ts';
export type { TestTopic } from './test-topic.ts';
export { fail, inconclusive } from './verdicts.ts';
