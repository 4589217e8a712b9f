/** What became of a variant on one runtime. */
interface Row {
  mustBe: string;
  was: string;
  /** Such as “1 of 1”. */
  runs: string;
}

/** Lab → variant → what became of it: read from a page that `verify --publish` wrote. */
export function readProofs(page: string): Map<string, Map<string, Row>> {
  const labs = new Map<string, Map<string, Row>>();
  for (const section of page.split(/^## /m).slice(1)) {
    const rows = new Map<string, Row>();
    for (const [, variant, mustBe, was, runs] of section.matchAll(
      /^\| (\S.*?) \| (\S+) \| (\S+) \| (\d+ of \d+) \|$/gm,
    ))
      rows.set(variant!, { mustBe: mustBe!, was: was!, runs: runs! });
    labs.set(section.split('\n')[0]!, rows);
  }
  return labs;
}

/** For each lab how many variants had the same outcome and diagnosis on both runtimes, and which had not. */
export function sameVerdicts(local: string, containers: string): string {
  const [here, there] = [readProofs(local), readProofs(containers)];
  const rows: string[] = [];
  const others: string[] = [];
  for (const [lab, variants] of here) {
    const tried = [...variants].filter(([name]) => there.get(lab)?.has(name));
    const different = tried.filter(([name, row]) => !isSame(row, there.get(lab)!.get(name)!));
    rows.push(`| ${lab} | ${variants.size} | ${tried.length} | ${tried.length - different.length} |`);
    for (const [name, row] of different)
      others.push(
        `- ${lab}, ${name}: ${told(row)} on this machine, ${told(there.get(lab)!.get(name)!)} in containers.`,
      );
  }
  return [
    '| lab | programs | tried on both | same outcome and diagnosis |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...(others.length > 0 ? ['', 'The others:', '', ...others] : []),
  ].join('\n');
}

const isSame = (a: Row, b: Row): boolean => a.was === b.was && isWhole(a) && isWhole(b);

/** Each of its runs was as it must be. */
function isWhole({ runs }: Row): boolean {
  const [as, of] = runs.split(' of ');
  return as === of;
}

const told = ({ mustBe, was, runs }: Row): string =>
  was === 'passed' && mustBe !== 'passed' && isWhole({ mustBe, was, runs })
    ? 'passed, as it does harm with another database server only'
    : `${was} (${runs} as it must be)`;
