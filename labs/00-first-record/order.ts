/** An order of the shop, as it was placed. */
export interface Order {
  id: string;
  customer: string;
  item: string;
  priceCents: number;
}

/** An order as it was read back: where it lies in the topic, and what lies there. */
export interface StoredOrder {
  partition: number;
  /** Offsets are 64-bit numbers; kafkajs gives them as text. */
  offset: string;
  key: string | null;
  order: Order;
}
