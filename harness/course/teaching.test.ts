import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { courseRoot } from '../paths.ts';
import { allLabs } from './labs.ts';
import { overlayNames } from './variants.ts';

/** The notes for teachers name what the labs tell: a diagnosis that is gone must go there, too. */
const page = readFileSync(join(courseRoot, 'docs/teaching.md'), 'utf8');
const labs = await allLabs();

test.each(labs)(
  'the notes on $name say its minutes, and name diagnoses that it has',
  ({ number, minutes, diagnoses }) => {
    const [, notes] = new RegExp(`^## ${number} .*\\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(page) ?? [];
    expect(notes).toMatch(new RegExp(`^\\n?${minutes} minutes`));
    const named = [...notes!.matchAll(/^- (.*?):/gm)].flatMap(([, list]) => [...list!.matchAll(/`([a-z-]+)`/g)]);
    expect(named.length).toBeGreaterThan(0);
    for (const [, code] of named) expect(Object.keys(diagnoses)).toContain(code);
  },
);

test('every mistake that the notes show exists', async () => {
  for (const [, number, name] of page.matchAll(/lab -- (\d\d) --mistake ([a-z-]+)/g))
    expect(await overlayNames(labs.find((lab) => lab.number === number)!, 'mistake')).toContain(name);
});
