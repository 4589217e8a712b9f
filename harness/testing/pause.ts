/**
 * Waits for a time that is itself the point, such as the length of a broker's parked fetch. What waits for something to
 * become true uses `eventually`.
 */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
