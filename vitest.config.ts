import { defineConfig } from 'vitest/config';

/**
 * Rooms whose tests only call functions: they share what is loaded with each other, which saves a third of their time.
 * All others get a process for each file: they watch memory, start threads or programs, or change the
 * environment.
 */
const pure = [
  'application',
  'change',
  'check',
  'diff',
  'encode',
  'explain',
  'export',
  'import',
  'incremental',
  'index',
  'interpret',
  'notation',
  'packs',
  'policy',
  'profile',
  'query',
  'real',
  'report',
  'repair',
  'sat',
  'source',
  'spec',
  'verdict',
  'workflow',
];
const pureTests = `test/{${pure.join(',')}}/**/*.test.ts`;

export default defineConfig({
  test: {
    testTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'pure', include: [pureTests], isolate: false } },
      { extends: true, test: { name: 'isolated', include: ['test/**/*.test.ts'], exclude: [pureTests] } },
    ],
  },
});
