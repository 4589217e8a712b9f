import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { databasePage } from './database-page.ts';

test('a server has one row, with whether the solution of each lab passed on it', () => {
  const page = databasePage([
    {
      server: 'MySQL 9.7.4',
      from: 'a program of this machine',
      labs: [
        { lab: '05', passed: true, seconds: 61.4 },
        { lab: '08', passed: false, seconds: 200 },
      ],
    },
  ]);
  expect(page).toContain('| server | from | lab 05 | lab 08 |\n| --- | --- | --- | --- |\n');
  expect(page).toContain('| MySQL 9.7.4 | a program of this machine | passed, 61 s | **failed**, 200 s |');
});

test('docs/databases.md has a row for MariaDB by Maven, and every solution passed on every server', () => {
  const page = readFileSync(new URL('../docs/databases.md', import.meta.url), 'utf8');
  expect(page).toMatch(/^\| MariaDB [\d.]+ \| Maven \| passed, \d+ s \|/m);
  expect(page).not.toContain('failed');
});
