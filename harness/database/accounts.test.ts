import { expect, test } from 'vitest';
import { initFile, newAdmin } from './accounts.ts';

test('no two servers have the same password of root', () => {
  expect(newAdmin().password).toMatch(/^[0-9a-f]{24}$/);
  expect(newAdmin().password).not.toBe(newAdmin().password);
});

test.each(['mariadb', 'mysql'] as const)('the first file of %s makes the accounts, a statement a line', (flavour) => {
  const lines = initFile(flavour, { user: 'root', password: 'secret' }).trimEnd().split('\n');
  expect(lines.every((line) => line.endsWith(';'))).toBe(true);
  expect(lines[0]).toBe('SET sql_log_bin=0;');
  expect(lines).toContain("ALTER USER 'root'@'localhost' IDENTIFIED BY 'secret';");
  expect(lines).toContain("GRANT ALL PRIVILEGES ON `shop\\_%`.* TO 'shop'@'%';");
  expect(lines.filter((line) => line.includes("'clerk'"))).toEqual([
    "CREATE USER IF NOT EXISTS 'clerk'@'%' IDENTIFIED BY 'clerk';", // may do nothing that a lab has not granted
  ]);
  expect(lines).toContain("GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'replica'@'%';");
});
