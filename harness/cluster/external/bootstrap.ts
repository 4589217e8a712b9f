import type { Address } from '../../broker/connection.ts';
import { HarnessError } from '../../errors.ts';

/** `host:port[,host:port…]`; IPv6 addresses stand in brackets. Throws WRONG_USAGE. */
export function parseBootstrap(text: string): Address[] {
  return text.split(',').map((part) => {
    const [, host, port] = /^\s*(\[[0-9a-f:]+\]|[^\s:[\]]+):(\d{1,5})\s*$/i.exec(part) ?? [];
    if (host && Number(port) >= 1 && Number(port) <= 65_535)
      return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
    throw new HarnessError({
      code: 'WRONG_USAGE',
      what: `“${part.trim()}” is no address of a broker.`,
      why: '--bootstrap and KAFKA_LABS_BOOTSTRAP want host:port, several of them separated by commas.',
      next: 'Write, for example, --bootstrap broker-1:9092,broker-2:9092.',
    });
  });
}
