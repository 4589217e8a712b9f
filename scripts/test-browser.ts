import { recap } from './counts.ts';
import { runVitest } from './run-vitest.ts';

/** What `.ci/browser` runs: the docs site in a real browser, and one closing line. */
const { passed, failed, problems } = await runVitest('browser', {
  reporter: 'default',
  args: process.argv.slice(2),
  show: (text) => process.stdout.write(text),
});
process.stdout.write(recap(failed > 0 ? [{ name: 'browser', problems }] : []));
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
