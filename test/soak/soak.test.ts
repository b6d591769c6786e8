import { describe, expect, it } from 'vitest';
import { mutants } from './mutants.ts';
import { soak } from './soak.ts';

const DATABASE = process.env['DATABASE_URL'] ?? '';
const journals = [{ of: 'a file' }, ...(DATABASE === '' ? [] : [{ of: 'a database', database: DATABASE }])];
if (DATABASE === '') process.stderr.write('left out: an agent on PostgreSQL, since DATABASE_URL is not set\n');

describe('an agent that is killed again and again while it is called', () => {
  it.each(journals)(
    'loses nothing, does nothing twice, and keeps the order, also when its strategies change, with its journal in $of',
    { timeout: 240_000 },
    async ({ database }) => {
      const { acknowledged, made, ...wrong } = await soak({
        kills: 30,
        ...(database === undefined ? {} : { database }),
      });
      expect(wrong).toEqual({ lost: [], doubled: [], miscounted: [], disordered: [] });
      expect(acknowledged).toBeGreaterThan(30);
      expect(made).toBe(acknowledged);
    },
  );

  it.each(mutants)('is found out where a rule is broken: %s', async (mutant) => {
    // A kill has to meet it in the very moment, which few may not.
    for (let seed = 1; seed <= 4; seed += 1) {
      const { lost, doubled, miscounted, disordered } = await soak({ kills: 8, mutant, early: 0, seed });
      if ([lost, doubled, miscounted, disordered].some((numbers) => numbers.length > 0)) return;
    }
    expect.unreachable('nothing was found in four soaks');
  });
});
