/** Where in the learner's own files an error was made, such as ` (order-sender.ts:31)`. */
export function placeIn(stack: string): string {
  for (const line of stack.split('\n').slice(1)) {
    const found = /([\w.-]+\.ts):(\d+):\d+/.exec(line);
    if (found && !/\/harness\/(kit|learner-host)\/|node_modules/.test(line)) return ` (${found[1]}:${found[2]})`;
  }
  return '';
}
