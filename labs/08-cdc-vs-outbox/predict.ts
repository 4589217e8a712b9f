/** What you expect a poller to see, and the binlog to hold. */
export interface Predictions {
  /** An order is new, paid and shipped between two polls: so many of its three states the poller sees. */
  statesSeen: number;
  /** One order is deleted that the poller knows, another comes and goes between two polls: so many of these two it hears of being gone. */
  deletesSeen: number;
  /** One order changes after the poll, within the same second; another one in a transaction that was open during the poll: so many of these two it sees later. */
  lateSeen: number;
  /** Rows are inserted, changed or deleted twelve times in all of this: so many of these changes stand in the binlog. */
  binlogHolds: number;
}
