/** Confluent's numbers run beside Kafka's own: 8.3 holds Kafka 4.3. */
const KAFKA_IMAGE = 'confluentinc/cp-kafka:8.3.0';
const MYSQL_IMAGE = 'mysql:8.4';

/** What brokers are started from; KAFKA_LABS_KAFKA_IMAGE names another that has the same contract. */
export const kafkaImage = (): string => process.env.KAFKA_LABS_KAFKA_IMAGE || KAFKA_IMAGE;

/** What databases are started from; KAFKA_LABS_MYSQL_IMAGE names another that has the same contract. */
export const mysqlImage = (): string => process.env.KAFKA_LABS_MYSQL_IMAGE || MYSQL_IMAGE;
