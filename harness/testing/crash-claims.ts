import type { CheckContext } from './check-context.ts';
import { mustComeAbout } from './crash-evidence.ts';
import { type CrashPointsOptions, crashPoints, type JudgedReport } from './crash-points.ts';
import type { TestGround } from './grounds.ts';

interface Crashes<G extends TestGround, Left extends object> {
  /** How the crash points of a check are tried. */
  points(context: CheckContext): CrashPointsOptions<G, Left>;
  /** Fails the check: the program did not even get through the calm run. */
  stuck(calm: JudgedReport<G, Left>['calm'], context: CheckContext): never;
}

/**
 * Crash points about which several checks make claims: tried once, by the check that first asks for them. The check fails where
 * the calm run got stuck, and is inconclusive where too few points came about.
 */
export function crashesOf<G extends TestGround = TestGround, Left extends object = object>({
  points,
  stuck,
}: Crashes<G, Left>): (context: CheckContext) => Promise<JudgedReport<G, Left>> {
  let tried: Promise<JudgedReport<G, Left>> | undefined;
  return async (context) => {
    tried ??= crashPoints(context, points(context));
    const report = await tried;
    if (!report.calm.isCaughtUp) stuck(report.calm, context);
    mustComeAbout(report.points);
    return report;
  };
}
