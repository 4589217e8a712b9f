import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const pomFile = fileURLToPath(new URL('./pom.xml', import.meta.url));

/** The version of Kafka that the course pins; pom.xml is the one place that names it. */
export const pinnedKafkaVersion = /<kafka\.version>(.+?)<\/kafka\.version>/.exec(readFileSync(pomFile, 'utf8'))![1]!;
