import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { bundledKafkajs } from './kafkajs-bundle.ts';

const kafkajs = createRequire(import.meta.url)('kafkajs') as object;

test('kafkajs in one file exports every name that kafkajs has, and is made once', async () => {
  const path = await bundledKafkajs();
  const bundled = await import(/* @vite-ignore */ pathToFileURL(path).href);
  expect(Object.keys(bundled).sort()).toEqual([...Object.keys(kafkajs), 'default'].sort());
  expect(new bundled.KafkaJSError('lost').name).toBe('KafkaJSError');
  expect(await bundledKafkajs()).toBe(path);
});
