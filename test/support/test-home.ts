import { afterAll, expect } from 'vitest';
import { Home } from './home.ts';

/** A home for one test file. After its last test the keeper is ended, and nothing of it may be left running. */
export function testHome(): Home {
  const home = new Home();
  afterAll(async () => {
    await home.end();
    expect(home.processes()).toEqual([]);
  });
  return home;
}
