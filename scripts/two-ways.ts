import Table from 'cli-table3';

/**
 * What a round took in two ways of doing the same, in turns, as a table: medians, their ratio, and between what the ratios of
 * the middle half of the rounds lie. `parts` are what is compared, with their ms of each round.
 */
export function twoWays<Times>(
  names: readonly [without: string, through: string],
  rounds: { without: readonly Times[]; through: readonly Times[] },
  parts: readonly [name: string, ms: (times: Times) => number][],
): string {
  const table = new Table({
    head: ['median of', ...names, 'ratio', 'middle half of the rounds'],
    style: { head: [], border: [] },
  });
  for (const [name, ms] of parts) {
    const [without, through] = [quantile(rounds.without.map(ms), 0.5), quantile(rounds.through.map(ms), 0.5)];
    const ratios = rounds.through.map((times, index) => ms(times) / ms(rounds.without[index]!));
    const half = [0.25, 0.75].map((at) => quantile(ratios, at).toFixed(2)).join(' to ');
    table.push([name, `${without.toFixed(0)} ms`, `${through.toFixed(0)} ms`, (through / without).toFixed(2), half]);
  }
  return table.toString();
}

/** The value below which this part of all values lies; 0.5 gives the median. */
function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at % 1);
}
