import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giveBackup, giveShare, type ShareChange } from '../../../src/contract/primitives/shares.ts';

const shares = { next: 0.1, other: 0.2, backup: 0 };
const given = (change: ShareChange): unknown => giveShare(shares, 'next', change);

describe('a share of the requests', () => {
  it('is what it is said to be, where that is left', () => {
    expect(given({ share: 0.25 })).toEqual({ shares: { ...shares, next: 0.25 } });
    expect(given({ share: 0.8 })).toEqual({ shares: { ...shares, next: 0.8 } });
    expect(given({ share: 0.9, atMost: 0.5 })).toEqual({ shares: { ...shares, next: 0.5 } });
    expect(given({ share: 0.81 })).toEqual({ failed: 'only 80% of the requests are left' });
  });

  it('grows as far as it may, and as something is left', () => {
    expect(given({ by: 0.2 })).toEqual({ shares: { ...shares, next: 0.3 } });
    expect(given({ by: 0.9 })).toEqual({ shares: { ...shares, next: 0.8 } });
    expect(given({ by: 0.9, atMost: 0.5 })).toEqual({ shares: { ...shares, next: 0.5 } });
    expect(given({ by: 0.9, atMost: 0.05 })).toEqual({ shares });
  });

  it('shrinks to nothing', () => {
    expect(given({ by: -0.05 })).toEqual({ shares: { ...shares, next: 0.05 } });
    expect(given({ by: -0.5 })).toEqual({ shares: { ...shares, next: 0 } });
  });

  it('yields to the backup', () => {
    expect(giveBackup(shares, 'backup', 0.5)).toEqual({ ...shares, backup: 0.5 });
    expect(giveBackup(shares, 'backup', 0.9)).toEqual({ next: 0.03, other: 0.06, backup: 0.9 });
    expect(giveBackup(shares, 'backup', 1)).toEqual({ next: 0, other: 0, backup: 1 });
    expect(giveBackup({ next: 0, other: 0, backup: 1 }, 'backup', 0)).toEqual({ next: 0, other: 0, backup: 0 });
  });

  it('is of whole percents, and never more than all', () => {
    const percent = fc.integer({ min: 0, max: 100 }).map((number) => number / 100);
    const canary = fc.tuple(
      fc.constantFrom('next', 'other'),
      fc.oneof<[fc.Arbitrary<ShareChange>, fc.Arbitrary<ShareChange>]>(
        percent.map((share) => ({ share })),
        fc.integer({ min: -100, max: 100 }).map((by) => ({ by: by / 100 })),
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(canary, percent), { maxLength: 20 }), (changes) => {
        let now: Readonly<Record<string, number>> = shares;
        for (const change of changes) {
          const outcome =
            typeof change === 'number' ? { shares: giveBackup(now, 'backup', change) } : giveShare(now, ...change);
          if ('shares' in outcome) now = outcome.shares;
          const weights = Object.values(now).map((share) => share * 100);
          expect(weights.every((weight) => Math.abs(weight - Math.round(weight)) < 1e-9 && weight >= 0)).toBe(true);
          expect(weights.reduce((sum, weight) => sum + Math.round(weight), 0)).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
