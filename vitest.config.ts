import { defineConfig } from 'vitest/config';

/**
 * `unit`: tests beside their sources, no Kafka. `programs`: whole commands as real processes, with a Kafka of their own.
 * `platform`: tests of Kafka and its clients themselves, which rest on their versions alone.
 * `containers`: the same on a container daemon, with the images that the environment names (`.ci/containers`).
 * `browser`: the docs site in a real browser (`.ci/browser`).
 * `labs`: the labs' checks on the learner's files in work/, for editors and `npx vitest --project labs`; the course itself
 * is proved by `npm run lab -- verify`.
 */
export default defineConfig({
  test: {
    // Lab tests import no learner file, so Vitest is told which checks a saved one concerns.
    watchTriggerPatterns: [
      {
        pattern: /work\/([^/]+)\/[^/]+\.ts$/,
        testsToRun: (_file, [, lab]) => `./labs/${lab}/${lab!.slice(3)}.test.ts`,
      },
    ],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['harness/**/*.test.ts', 'scripts/**/*.test.ts'],
          pool: 'threads',
          // On a machine that is busy with labs, what takes a second takes ten.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'programs',
          include: ['test/*.test.ts'],
          pool: 'forks',
          // Each file has a home, a keeper and a Kafka of its own, and waits as much as it works. More than two at once
          // would only make each other wait.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'platform',
          include: ['test/platform/*.test.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'containers',
          include: ['test/containers/*.test.ts'],
          pool: 'forks',
          maxWorkers: 1,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/*.test.ts'],
          pool: 'forks',
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'labs',
          include: ['labs/*/*.test.ts'],
          pool: 'threads',
          fileParallelism: false,
          maxConcurrency: 3, // of labs whose checks run side by side
        },
      },
    ],
  },
});
