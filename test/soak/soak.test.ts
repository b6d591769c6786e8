import { describe, expect, it } from 'vitest';
import { mutants } from './mutants.ts';
import { soak } from './soak.ts';

describe('an agent that is killed again and again while it is called', () => {
  it(
    'loses nothing, does nothing twice, and keeps the order, also when its strategies change',
    { timeout: 240_000 },
    async () => {
      const { acknowledged, made, ...wrong } = await soak({ kills: 30 });
      expect(wrong).toEqual({ lost: [], doubled: [], miscounted: [], disordered: [] });
      expect(acknowledged).toBeGreaterThan(30);
      expect(made).toBe(acknowledged);
    },
  );

  it.each(mutants)('is found out where a rule is broken: %s', async (mutant) => {
    const { lost, doubled, miscounted, disordered } = await soak({ kills: 8, mutant });
    expect([lost, doubled, miscounted, disordered].flat().length).toBeGreaterThan(0);
  });
});
