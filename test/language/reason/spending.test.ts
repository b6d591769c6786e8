import { describe, expect, it } from 'vitest';
import { mostOf } from '../../../src/language/reason/spending.ts';
import { app, compileTexts } from '../../support/marked.ts';
import { exceeds, search, toldOf } from '../../support/spending/search.ts';

/** The most runs of a strategy within a day. */
function runs(strategy: string): number {
  const { model, diagnostics } = compileTexts(
    app(`workflow train : batch { executor step { image "a:1" } }
sensor x : Number from prometheus { query: "x", unit: 1 }
agent a { strategy s { ${strategy} } }`),
  );
  const agent = model.applications[0]?.agents[0];
  if (!agent) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return mostOf(agent, 'runs', 86_400).most;
}

const at = (trigger: string, before = ''): number => runs(`${before} WHEN ${trigger} THEN runWorkflow(train)`);

describe('the most that a strategy does within a day', () => {
  it('follows from its trigger', () => {
    expect(at('every 1h')).toBe(24);
    expect(at('every 7h')).toBe(4);
    expect(at('every 1h jitter 1m')).toBe(25);
    expect(at('every 1h from "2026-12-01T00:00Z" until "2026-12-01T03:00Z"')).toBe(4);
    expect(at('at "2026-12-01T00:00Z" or at "2026-12-02T00:00Z"')).toBe(2);
    expect(at('called go()')).toBe(Infinity);
    expect(at('every 1h or on train.failed')).toBe(Infinity);
    expect(at('every 1h and called go() within 2h')).toBe(26);
    expect(at('every 1h from "2026-12-01T00:00Z" and every 3h from "2026-12-01T00:00Z"')).toBe(8);
  });

  it('follows from a pattern, also where clocks go forward', () => {
    expect(at('cron "0 3 * * *"')).toBe(1);
    expect(at('cron "0 3 * * *" in "Asia/Kolkata"')).toBe(1);
    expect(at('cron "0 3 * * *" in "Europe/Madrid"')).toBe(2);
    expect(at('cron "*/15 2,3 * * *"')).toBe(8);
    expect(at('cron "*/15 * * * *" in "Europe/Madrid"')).toBe(96);
  });

  it('follows from a cooldown and a limit', () => {
    expect(at('called go()', 'cooldown 6h')).toBe(4);
    expect(at('called go()', 'limit 3 per 1d')).toBe(3);
    expect(at('called go()', 'limit 3 per 7h')).toBe(12);
    expect(at('every 1h', 'cooldown 6h limit 3 per 1d')).toBe(3);
    expect(at('called go()', 'dry-run')).toBe(0);
  });

  it('has all outcomes, and what is done for a failure', () => {
    const two = '{ runWorkflow(train)  runWorkflow(train) }';
    expect(runs(`WHEN every 1h THEN ${two}`)).toBe(48);
    expect(runs(`WHEN every 1h IF x > 0 THEN runWorkflow(train) ELSE ${two}`)).toBe(48);
    expect(runs(`limit 1 per 1d WHEN every 1h IF x > 0 THEN ${two} ELSE runWorkflow(train)`)).toBe(25);
    expect(runs('limit 1 per 1d WHEN every 1h THEN stopWorkflow(train) on failure runWorkflow(train)')).toBe(24);
    expect(runs('limit 1 per 1d WHEN called go() THEN stopWorkflow(train) on failure runWorkflow(train)')).toBe(
      Infinity,
    );
    expect(runs('WHEN called go() THEN stopWorkflow(train)')).toBe(0);
  });
});

/** A sample of what `test/bench/spending.ts` searches. */
describe('a world that wants to see much done', () => {
  const found = search(24, 6, 70_000);

  it('never sees more than the bounds', () => {
    expect(found.filter(exceeds).map(toldOf).join('\n')).toBe('');
  });

  it('would see more than bounds that are less', () => {
    const less = found.map((each) => ({ ...each, bound: each.bound - 1 })).filter(exceeds);
    const kinds = (some: typeof found): string[] => [...new Set(some.map(({ what }) => what))].sort();
    expect(kinds(less)).toEqual(kinds(found));
  });
});
