import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/agent/engine/event.ts';
import { Driver, START } from './driver.ts';

const MINUTE = 60_000;

/** `[from, to)` of what each decision read of `z`, in minutes. */
const windows = (driver: Driver): string[] =>
  driver.decisions.flatMap(({ readings }) =>
    readings.flatMap(({ window }) =>
      window ? [`[${String((window.from - START) / MINUTE)}, ${String((window.to - START) / MINUTE)})`] : [],
    ),
  );

const failing =
  (name: string): ((text: string) => Outcome) =>
  (text) =>
    text === name ? { failed: 'no' } : { ok: null };

describe('a try', () => {
  it('counts once something was done, whatever fails behind it: an hourly training is not repeated for a message', () => {
    const driver = new Driver(
      'strategy s { cooldown 6h limit 1 per 1d WHEN every 1h IF z since last fired >= 0 THEN { runWorkflow(train)  deployWorkflow(serve) } }',
    );
    driver.readings.set('z', 1);
    driver.outcomeOf = failing('deployWorkflow');
    driver.run(60, 540, 60);
    expect(driver.told).toEqual(['60 s act', ...[2, 3, 4, 5, 6, 7, 8, 9].map((hour) => `${String(hour * 60)} s held`)]);
    expect(windows(driver).slice(0, 2)).toEqual(['[0, 60)', '[60, 120)']);
  });

  it('counts for nothing where nothing was done: one failure does not block a fail-over', () => {
    const driver = new Driver('strategy s { cooldown 1h WHEN every 1m THEN deployWorkflow(serve) }');
    let tries = 0;
    driver.outcomeOf = () => ((tries += 1) === 1 ? { failed: 'conflict' } : { ok: null });
    driver.run(1, 3);
    expect(driver.told).toEqual(['1 s act', '2 s act', '3 s held']);
  });

  it('counts where an action has no answer: it may have been done', () => {
    const driver = new Driver(
      'strategy s { cooldown 1h timeout 1m WHEN every 5m IF z since last fired >= 0 THEN runWorkflow(train) }',
    );
    driver.readings.set('z', 1);
    driver.outcomeOf = () => undefined;
    driver.run(5, 10, 5);
    expect(driver.told).toEqual(['5 s act', '10 s held']);
    expect(windows(driver)).toEqual(['[0, 5)', '[5, 10)']);
  });

  it('ends no window by a message or what is remembered, while something greater stands beside them', () => {
    const driver = new Driver(
      'state n : Int = 0\nstrategy s { cooldown 1m WHEN every 5m IF z since last fired >= 0 THEN { set n = 1  runWorkflow(train) } }',
    );
    driver.readings.set('z', 1);
    driver.outcomeOf = failing('runWorkflow');
    driver.run(5, 10, 5);
    expect(windows(driver)).toEqual(['[0, 5)', '[0, 10)']);
    expect(driver.state.strategies['s']?.counts.coolsFrom).toBe(START + 10 * MINUTE);
  });

  it('ends windows where THEN has nothing else', () => {
    const driver = new Driver(
      'state n : Int = 0\nstrategy s { WHEN every 5m IF z since last fired >= 0 THEN set n = n + 1 }',
    );
    driver.readings.set('z', 1);
    driver.run(5, 10, 5);
    expect(windows(driver)).toEqual(['[0, 5)', '[5, 10)']);
  });

  it('is one, with all its retries', () => {
    const driver = new Driver(
      'strategy s { limit 2 per 1h WHEN every 10m THEN { runWorkflow(train)  deployWorkflow(serve) retry 3 backoff 10s } }',
    );
    let tries = 0;
    driver.outcomeOf = (text) =>
      text === 'deployWorkflow' && (tries += 1) % 4 !== 0 ? { failed: 'busy' } : { ok: null };
    driver.run(10, 40, 0.5);
    expect(driver.told).toEqual(['10 s act', '20 s act', '30 s held', '40 s held']);
  });
});

describe('an approval', () => {
  const answer = (driver: Driver, minute: number, approved: boolean): void => {
    const ask = driver.effects.findLast(({ kind }) => kind === 'ask');
    driver.send({
      kind: 'answered',
      at: START + minute * MINUTE,
      effect: ask?.kind === 'ask' ? ask.id : '',
      approved,
      by: 'ann',
    });
  };
  const members = (modifiers: string): string =>
    `strategy s { ${modifiers} approval by "leads" timeout 30m WHEN every 10m or called go() THEN runWorkflow(train) }`;

  it('lets it count from the answer', () => {
    const driver = new Driver(members('cooldown 20m'));
    driver.clock(10);
    answer(driver, 15, true);
    driver.run(20, 40, 10);
    expect(driver.told).toEqual(['10 s act', '20 s held', '30 s held', '40 s act']);
  });

  it('that is refused, or lapses, cools down and counts for no limit', () => {
    const driver = new Driver(members('cooldown 15m limit 1 per 1d'));
    driver.clock(10);
    answer(driver, 12, false);
    driver.run(20, 30, 10);
    expect(driver.told).toEqual(['10 s act', '20 s held', '30 s act']);
    // It lapses at 60; what waited since and what comes until 75 is held back.
    driver.run(40, 80, 10);
    expect(driver.trace).toContainEqual(expect.objectContaining({ kind: 'approval', answer: 'lapsed' }));
    expect(driver.told.slice(3)).toEqual(['50 s held', '60 s held', '70 s held', '80 s act']);
    answer(driver, 81, true);
    driver.run(90, 120, 10);
    expect(driver.trace.findLast(({ kind }) => kind === 'decision')).toMatchObject({ held: { by: 'limit' } });
  });
});

describe('what is unknown behind THEN', () => {
  it('is known before anything is done', () => {
    const driver = new Driver(
      'strategy s { cooldown 1h WHEN every 5m THEN { runWorkflow(train)  updateWorkflowReplica(serve, minimum: now) } when unknown deployWorkflow(serve) }',
    );
    driver.run(5, 10, 5);
    expect(driver.done).toEqual(['5 deployWorkflow(serve)', '10 deployWorkflow(serve)']);
    expect(driver.decisions[0]).toMatchObject({ verdict: 'unknown', branch: 'unknown' });
    expect(driver.decisions[0]?.missing).toMatch(/^now is unknown/);
  });

  it('is told in a text for people, and stops nothing', () => {
    const driver = new Driver(
      'strategy s { WHEN every 5m THEN { runWorkflow(train)  notify(secret alerts.url, "it is ${now}") } }',
    );
    driver.clock(5);
    const told = driver.effects.findLast((effect) => effect.kind === 'act');
    expect(told?.action).toMatchObject({ arguments: { text: 'it is unknown' } });
  });

  it('of on failure is known only when that runs', () => {
    const driver = new Driver(
      'strategy s { WHEN every 5m THEN runWorkflow(train) on failure updateWorkflowReplica(serve, minimum: now) }',
    );
    driver.clock(5);
    expect(driver.told).toEqual(['5 s act']);
    driver.outcomeOf = () => ({ failed: 'no' });
    driver.clock(10);
    expect(driver.trace.slice(-2)).toMatchObject([
      { result: { unknown: expect.any(String) as string } },
      { complete: false },
    ]);
  });
});

describe('a dry run', () => {
  it('has counts of its own: going live begins with what was really done', () => {
    const members = (dry: string): string =>
      `strategy s { ${dry} cooldown 10m WHEN every 5m IF z since last fired >= 1 THEN runWorkflow(train) }`;
    const driver = new Driver(members('dry-run'));
    driver.readings.set('z', 5);
    driver.run(5, 15, 5);
    expect(driver.told).toEqual(['5 s act', '10 s held', '15 s act']);
    driver.upgrade(members(''));
    driver.clock(20);
    expect(driver.told.at(-1)).toBe('20 s act');
    expect(windows(driver)).toEqual(['[0, 5)', '[5, 10)', '[5, 15)', '[0, 20)']);
  });

  it('holds nobody back, and is held back by what is real', () => {
    const told = (higher: string, lower: string): readonly string[] => {
      const driver = new Driver(`strategy a { ${lower} WHEN every 5m THEN updateWorkflowReplica(serve, minimum: 1) }
strategy b { ${higher} priority 5 WHEN every 5m THEN updateWorkflowReplica(serve, minimum: 4) }`);
      driver.clock(5);
      return driver.told;
    };
    expect(told('', 'dry-run')).toEqual(['5 b act', '5 a held']);
    expect(told('dry-run', '')).toEqual(['5 b act', '5 a act']);
  });
});

describe('for', () => {
  const driver = (rest = ''): Driver =>
    new Driver(`strategy s { WHEN every 5m IF x > 1 for 10m THEN runWorkflow(train) ${rest} }`);
  const look = (of: Driver, values: readonly (number | undefined)[]): void => {
    for (const [index, value] of values.entries()) {
      if (value === undefined) of.readings.delete('x');
      else of.readings.set('x', value);
      of.clock((index + 1) * 5);
    }
  };

  it('is neither begun nor ended by a look that does not know; two in a row end it', () => {
    const one = driver();
    look(one, [2, undefined, 2, 0, undefined, 2, 2, 2]);
    expect(one.told).toEqual([
      '5 s held',
      '10 s unknown',
      '15 s act',
      '25 s unknown',
      '30 s held',
      '35 s held',
      '40 s act',
    ]);
    const two = driver();
    look(two, [2, undefined, undefined, 2, 2, 2]);
    expect(two.told.slice(3)).toEqual(['20 s held', '25 s held', '30 s act']);
  });

  it('that has not lasted leads to neither ELSE nor when unknown', () => {
    const one = driver('ELSE stopWorkflow(train) when unknown deployWorkflow(serve)');
    look(one, [2, 2]);
    expect(one.done).toEqual([]);
  });
});

describe('ELSE, when unknown and on failure', () => {
  it('are held back by no cooldown', () => {
    const one = new Driver(
      'strategy s { cooldown 1h WHEN every 5m IF x > 1 THEN runWorkflow(train) ELSE stopWorkflow(train) when unknown deployWorkflow(serve) }',
    );
    one.readings.set('x', 2);
    one.clock(5);
    one.readings.set('x', 0);
    one.clock(10);
    one.readings.delete('x');
    one.clock(15);
    expect(one.done).toEqual(['5 runWorkflow(train)', '10 stopWorkflow(train)', '15 deployWorkflow(serve)']);
  });
});
