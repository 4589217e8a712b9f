import { expect, test } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';
import { ownKafka } from './installation.ts';

test('an unpacked Kafka 4 gives its jars, sorted, and its version', async () => {
  const home = await temporaryFolder({
    'libs/kafka_2.13-4.1.0.jar': '',
    'libs/kafka-clients-4.1.0.jar': '',
    'libs/kafka_2.13-4.1.0.jar.asc': '',
  });
  expect(await ownKafka(home)).toEqual({
    version: '4.1.0',
    files: [`${home}/libs/kafka-clients-4.1.0.jar`, `${home}/libs/kafka_2.13-4.1.0.jar`],
    source: `KAFKA_HOME ${home}`,
  });
});

test('a Kafka 3 is refused, and its version said', async () => {
  const home = await temporaryFolder({ 'libs/kafka_2.13-3.9.1.jar': '' });
  await expect(ownKafka(home)).rejects.toMatchObject({ code: 'KAFKA_HOME_WRONG', why: 'Its version is 3.9.1.' });
});

test('a folder without Kafka’s jars is refused', async () => {
  const home = await temporaryFolder({ 'libs/other.jar': '' });
  await expect(ownKafka(home)).rejects.toMatchObject({ code: 'KAFKA_HOME_WRONG' });
  await expect(ownKafka(`${home}/nowhere`)).rejects.toMatchObject({ code: 'KAFKA_HOME_WRONG' });
});
