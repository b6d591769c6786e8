import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/validate/**/*.test.ts'],
    pool: 'threads',
    // The first run may build the validators.
    testTimeout: 1_800_000,
  },
});
