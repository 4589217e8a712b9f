import { runVitest } from './run-vitest.ts';

/** What `.ci/browser` runs: the docs site in a real browser, and one closing line. */
const { passed, failed } = await runVitest('browser', {
  reporter: 'default',
  args: process.argv.slice(2),
  show: (text) => process.stdout.write(text),
});
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
