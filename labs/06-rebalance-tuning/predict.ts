/** What you expect of three members that share a topic, and of four. */
export interface Predictions {
  /** Of three kafkajs members one is killed and started again at once: so long the partitions of the others stand still. */
  eagerMs: number;
  /** The same with the new protocol (KIP-848). */
  incrementalMs: number;
  /** Four members, three partitions: so many have nothing to do. */
  idleMembers: number;
}
