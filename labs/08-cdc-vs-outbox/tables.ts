/** The orders, as the service knows them. */
export const ORDERS = `CREATE TABLE orders (
  id VARCHAR(40) PRIMARY KEY,
  customer VARCHAR(40) NOT NULL,
  status VARCHAR(20) NOT NULL,
  cents INT NOT NULL,
  updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  KEY (updated_at)
)`;

/** What there is to tell. Rows come and go; none is ever changed. */
export const OUTBOX = `CREATE TABLE outbox (
  id BIGINT AUTO_INCREMENT PRIMARY KEY,
  aggregatetype VARCHAR(40) NOT NULL,
  aggregateid VARCHAR(40) NOT NULL,
  type VARCHAR(40) NOT NULL,
  payload TEXT NOT NULL
)`;

/** What was told, and when. */
export const DELIVERY = `CREATE TABLE outbox_delivery (
  event_id BIGINT PRIMARY KEY,
  sent_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  KEY (sent_at)
)`;

/** What another service knows of the orders. */
export const READ_MODEL = [
  `CREATE TABLE order_view (
  id VARCHAR(40) PRIMARY KEY,
  status VARCHAR(20) NOT NULL,
  cents INT NOT NULL,
  changes INT NOT NULL
)`,
  'CREATE TABLE seen_events (id VARCHAR(60) PRIMARY KEY)',
];
