import { relative } from 'node:path';
import type { HarnessError } from '../errors.ts';
import { chalk, paragraph, width } from './style.ts';

/** What a person sees of an error: what, why, next, and its code for docs/errors.md. */
export function errorPage(error: HarnessError): string {
  const lines = ['', chalk.red(paragraph(error.what)), ''];
  const [first, ...more] = error.why.split('\n');
  lines.push(paragraph(`Why:  ${first}`), ...more.map((line) => paragraph(line, '      ')));
  lines.push(paragraph(`Next: ${error.next}`));
  const log = error.log ? `Log:  ${relative(process.cwd(), error.log)}` : '';
  lines.push(log + error.code.padStart(Math.max(error.code.length + 2, width() - log.length)), '');
  if (error.code === 'HARNESS_BUG' && error.cause instanceof Error) lines.push(chalk.dim(error.cause.stack), '');
  return lines.join('\n');
}
