/** A customer paid an order. Losing one, or booking it twice, costs real money. */
export interface Payment {
  orderId: string;
  amountCents: number;
}

/** A customer looked at a page. Many a second; one more or less changes no statistic. */
export interface PageView {
  id: string;
  page: string;
}

/** A sign of life for debugging. Nobody misses one; nobody may wait for one. */
export interface Ping {
  id: string;
}

/** The topic of each kind. */
export interface Topics {
  payments: string;
  pageViews: string;
  pings: string;
}
