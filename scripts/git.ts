import { execFileSync } from 'node:child_process';
import { courseRoot } from '../harness/paths.ts';

/** What git says, or undefined where there is no repository or no git. */
function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd: courseRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** The commit that is checked out, abbreviated; `none` without a repository. */
export const commitNow = (): string => git('rev-parse', '--short=10', 'HEAD') ?? 'none';

/** Files that differ from that commit, or that it does not know; undefined without a repository. */
export const changedFiles = (): string[] | undefined => git('status', '--porcelain')?.split('\n').filter(Boolean);

/** How many commits since then changed the harness; undefined where that commit is not known here. */
export function harnessCommitsSince(commit: string): number | undefined {
  const count = git('rev-list', '--count', `${commit}..HEAD`, '--', 'harness');
  return count === undefined ? undefined : Number(count);
}
