/** Something that took time: a part of `npm test`, or one of its tests or programs. */
export interface Timing {
  name: string;
  seconds: number;
}

const SLOWEST = 10;

/** Minutes by part, and the ten slowest of what was run in them. */
export function timingsTold(parts: readonly Timing[], pieces: readonly Timing[]): string {
  const slowest = [...pieces].sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  return [
    '\n== Minutes by part (two of them run at the same time)\n',
    ...parts.map(({ name, seconds }) => ` ${(seconds / 60).toFixed(1).padStart(6)}  ${name}`),
    '\n== The ten slowest, in seconds\n',
    ...slowest.map(({ name, seconds }) => ` ${seconds.toFixed(1).padStart(6)}  ${name}`),
    '',
  ].join('\n');
}
