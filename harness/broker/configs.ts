import type { BrokerConnection } from './connection.ts';
import { throwIfRefused } from './log.ts';

const BROKER = 4;

interface DescribeConfigsAnswer {
  results: { error_code: number; error_message: string | null; configs: { name: string; value: string | null }[] }[];
}

/** The named settings of a broker, as it runs. Throws BrokerRefusedError where the user may not ask for them. */
export async function brokerSettings(
  connection: BrokerConnection,
  brokerId: number,
  names: readonly string[],
): Promise<Map<string, string | null>> {
  const { results } = await connection.request<DescribeConfigsAnswer>('DescribeConfigs', 4, {
    resources: [{ resource_type: BROKER, resource_name: String(brokerId), configuration_keys: [...names] }],
    include_synonyms: false,
    include_documentation: false,
  });
  throwIfRefused(`settings of broker ${brokerId}`, results[0]?.error_code ?? 0);
  return new Map((results[0]?.configs ?? []).map(({ name, value }) => [name, value]));
}
