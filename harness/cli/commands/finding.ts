/** What doctor says of one thing that labs need. */
export interface Finding {
  what: string;
  /** `no` keeps labs from running so; `slow` does not. */
  state: 'ok' | 'no' | 'slow';
  detail: string;
  next?: string;
}
