import { expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { ConsumerCrashes, ownBug } from './consumer-crash.ts';

const failed = { text: 'kafkajs ERROR [Runner] Error when calling eachMessage' };
const stack =
  'ReferenceError: message is not defined\n    at deadLetterOf (/clone/work/07-retry-dlt/payments.ts:14:20)';
const crash = { text: 'kafkajs ERROR [Consumer] Crash: KafkaJSNonRetriableError: message is not defined' };

test('the error of a handler that ended its consumer is named with its class', () => {
  const crashes = new ConsumerCrashes();
  expect(crashes.heard({ ...failed, stack })).toBeUndefined();
  expect(crashes.heard(crash)).toMatch(/^ReferenceError: message is not defined/);
});

test('an error that ended a consumer and came from no handler is told as kafkajs says it', () => {
  const crashes = new ConsumerCrashes();
  crashes.heard({ ...failed, stack });
  const other = { text: 'kafkajs ERROR [Consumer] Crash: KafkaJSProtocolError: Topic authorization failed' };
  expect(crashes.heard(other)).toBe('KafkaJSProtocolError: Topic authorization failed');
});

test('other lines of the log say nothing', () => {
  expect(new ConsumerCrashes().heard({ text: 'kafkajs INFO [Consumer] Starting' })).toBeUndefined();
});

test.each([
  ['TypeError [ERR_INVALID_ARG_TYPE]: The "string" argument must be of type string', true],
  ['ReferenceError: message is not defined (payments.ts:14)', true],
  ['SyntaxError: Unexpected end of JSON input', false],
  ['KafkaJSProtocolError: Topic authorization failed', false],
])('%s: the program itself is wrong: %s', (error, isBug) => {
  const history = new History(() => {});
  history.record('you', 'its consumer ends', { kind: 'crash', process: 'you', error });
  expect(ownBug(history) !== undefined).toBe(isBug);
});
