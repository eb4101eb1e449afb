import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    // The patterns a rule file brings are compiled under these flags in production as well.
    execArgv: [
      '--enable-experimental-regexp-engine-on-excessive-backtracks',
      '--regexp-backtracks-before-fallback=20000',
    ],
    testTimeout: 30_000,
    maxWorkers: 2,
  },
});
