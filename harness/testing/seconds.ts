/** A time in ms as evidence tells it: 1 500 is “1.5 s”; with `digits`, so many behind the point. */
export function seconds(ms: number, digits?: number): string {
  const number = ms / 1_000;
  return `${digits === undefined ? number : number.toFixed(digits)} s`;
}
