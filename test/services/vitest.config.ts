import { defineConfig } from 'vitest/config';

/** Against running services; what takes the time is waiting for scrapes. */
export default defineConfig({
  test: {
    include: ['test/services/**/*.test.ts'],
    globalSetup: ['test/services/setup.ts'],
    pool: 'threads',
    // A scrape that came late on a busy machine is no mistake of a query: the next window is another one.
    retry: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
