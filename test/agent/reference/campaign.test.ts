import { describe, expect, it } from 'vitest';
import { campaign, told } from './campaign.ts';

/** A sample of what `test/bench/campaign.ts` plays. */
describe('engine and reference', () => {
  it('decide and do the same, whatever the program and whatever happens', () => {
    expect(campaign(800, 20_000_000).map(told).join('\n')).toBe('');
  });
});
