/** What labs with a database did on one server. */
export interface ServerTrial {
  /** Such as “MariaDB 10.11.19”. */
  server: string;
  /** How the course came by it. */
  from: 'a program of this machine' | 'Maven';
  labs: LabTrial[];
}

/** How the solution of a lab fared. */
export interface LabTrial {
  lab: string;
  passed: boolean;
  seconds: number;
}

/** The page `docs/databases.md`. */
export function databasePage(trials: readonly ServerTrial[]): string {
  const labs = trials[0]?.labs.map(({ lab }) => lab) ?? [];
  const rows = trials.map(({ server, from, labs: ran }) => [
    server,
    from,
    ...ran.map(({ passed, seconds }) => `${passed ? 'passed' : '**failed**'}, ${seconds.toFixed(0)} s`),
  ]);
  const table = [
    ['server', 'from', ...labs.map((lab) => `lab ${lab}`)],
    ['---', '---', ...labs.map(() => '---')],
    ...rows,
  ];
  return `# Databases that were tried

Made by \`npm run databases\`, runtime \`local\`. Each server ran the solution of each lab that has a database, with all checks; the time is that of the whole command, from a cold start.

${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}

## Which one a run takes

The program at \`KAFKA_LABS_DATABASE\`, else \`mariadbd\` or \`mysqld\` on the PATH or in \`/usr/sbin\`, else MariaDB by Maven (once, about 150 MB; \`KAFKA_LABS_DATABASE=maven\` asks for it). MariaDB must be 10.6 or newer, MySQL 8 or newer. \`npm run lab -- doctor\` says which one it is, and a run says it in its first line. Whichever it is, it runs on data of its own, at a port of its own on 127.0.0.1; a server that you have running is not touched.
`;
}
