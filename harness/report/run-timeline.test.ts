import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { HistoryEvent } from '../history/events.ts';
import { History } from '../history/history.ts';
import { HistoryWriter } from '../history/history-file.ts';
import type { CheckVerdict } from '../run/verdict.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { drawTimeline } from './run-timeline.ts';
import { cause, failed, passed } from './written-verdict.ts';

let home: string;

beforeEach(async () => {
  home = await temporaryFolder();
  vi.stubEnv('KAFKA_LABS_HOME', home);
  return () => vi.unstubAllEnvs();
});

/** A check's history in a file. */
async function written(name: string, tell: (history: History) => void) {
  const historyFile = join(home, `${name}.jsonl`);
  const writer = new HistoryWriter(historyFile, { lab: '03-commits', check: name });
  const history = new History((event) => writer.append(event));
  tell(history);
  expect(await writer.close()).toBeUndefined();
  return { historyFile, events: history.events };
}

const note = (text: string, scene?: string) => (history: History) => {
  (scene ? history.scene(scene) : history).record('worker', text);
};

async function drawn(checks: CheckVerdict[], evidence?: HistoryEvent[], variant = 'work') {
  const verdict = { lab: '03-commits', variant, outcome: 'failed', runtime: 'local' } as const;
  const rest = { kafkaVersion: '4.3.1', durationMs: 1, timings: [], checks };
  const drawings = await drawTimeline({ ...verdict, ...rest }, evidence && { ...cause, evidence }, home);
  const text = drawings.timeline && (await readFile(drawings.timeline.replace('.svg', '.txt'), 'utf8'));
  return { drawings, text: text?.replace(/\s+/g, ' ') };
}

describe('the drawing of a run', () => {
  test('is kept with its record, and as the latest of its lab', async () => {
    const { historyFile } = await written('first', note('charges order-1'));
    const { drawings } = await drawn([{ ...passed, historyFile }]);
    const latest = join(home, '.labs/timelines/03');
    expect(drawings).toEqual({ timeline: `${latest}.svg` });
    for (const kind of ['svg', 'txt']) {
      const own = await readFile(join(home, `timeline.${kind}`), 'utf8');
      expect(own).toContain('order-1');
      expect(await readFile(`${latest}.${kind}`, 'utf8')).toBe(own);
    }
  });

  test('that passed is that of its first check, without what happened in scenes', async () => {
    const first = await written('first', (history) => {
      note('charges order-1')(history);
      note('charges order-2', 'crash 1')(history);
    });
    const second = await written('second', note('charges order-3'));
    const { text } = await drawn([first, second].map(({ historyFile }) => ({ ...passed, historyFile })));
    expect(text).toContain(passed.title);
    expect(text).toContain('your program: passed');
    expect(text).toContain('order-1');
    expect(text).not.toMatch(/order-[23]/);
  });

  test('that failed is that of the check which names the cause', async () => {
    const first = await written('first', note('charges order-1'));
    const second = await written('second', note('charges order-2'));
    const checks = [
      { ...passed, historyFile: first.historyFile },
      { ...failed, historyFile: second.historyFile, diagnosis: { ...cause, evidence: [...second.events] } },
    ];
    const { text } = await drawn(checks, [...second.events], 'mistake leader-only');
    expect(text).toContain(failed.title);
    expect(text).toContain('mistake leader-only: The payment waits for the leader only.');
    expect(text).toContain('order-2');
    expect(text).not.toContain('order-1');
  });

  test('of a cause proved in another check’s file, which both share, shows that scene and no other', async () => {
    const first = await written('first', (history) => {
      for (const number of [1, 2, 3]) note(`charges order-${number}`, `at its ${number}. charge`)(history);
    });
    const second = await written('second', note('reads the report'));
    const evidence = [{ ...first.events[1]!, text: 'told in other words' }];
    const checks = [
      { ...passed, historyFile: first.historyFile },
      { ...failed, historyFile: second.historyFile, diagnosis: { ...cause, evidence } },
    ];
    const { text } = await drawn(checks, evidence);
    expect(text).toContain(failed.title);
    expect(text).toContain('It is the moment at its 2. charge.');
    expect(text).toContain('order-2');
    expect(text).not.toMatch(/order-[13]|reads the report/);
  });

  test('has the table of crash points beside it where the run made one', async () => {
    const { historyFile } = await written('first', note('charges order-1'));
    await writeFile(join(home, 'crash-points.md'), 'a table');
    const { drawings } = await drawn([{ ...passed, historyFile }]);
    expect(drawings.crashPoints).toBe(join(home, '.labs/timelines/03-crash-points.md'));
    expect(await readFile(drawings.crashPoints!, 'utf8')).toBe('a table');
  });
});

describe('there is no drawing', () => {
  test('where no check kept a history, or none ran', async () => {
    expect((await drawn([passed, failed], [...cause.evidence])).drawings).toEqual({});
    expect((await drawn([])).drawings).toEqual({});
  });

  test('where no file holds the proof', async () => {
    const { historyFile } = await written('first', note('charges order-1'));
    const evidence = [{ ...cause.evidence[0]!, n: 99 }];
    expect((await drawn([{ ...failed, historyFile }], evidence)).drawings).toEqual({});
  });

  test('where a file that was kept is gone, and that is told', async () => {
    const historyFile = join(home, 'gone.jsonl');
    await expect(drawn([{ ...passed, historyFile }])).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
