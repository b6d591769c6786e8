import { describe, expect, it } from 'vitest';
import { cases, keptIn } from './cases.ts';

describe('what sources become', () => {
  it.each(cases.map((one) => [one.folder, one] as const))('%s', async (folder, { goldens }) => {
    expect(Object.fromEntries(keptIn(folder)), 'npm run golden makes them anew').toEqual(
      Object.fromEntries(await goldens()),
    );
  });
});
