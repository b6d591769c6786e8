import { defineConfig } from 'vitest/config';

/** Files run side by side, each in namespaces of its own: what takes the time is the waiting for controllers. */
export default defineConfig({
  test: {
    include: ['test/operators/**/*.test.ts'],
    globalSetup: ['test/cluster/setup.ts', 'test/operators/setup.ts'],
    pool: 'threads',
    maxWorkers: 4,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
