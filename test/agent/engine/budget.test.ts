import { describe, expect, it } from 'vitest';
import { bounded } from '../../../src/agent/engine/budget.ts';
import { explainEntry } from '../../../src/agent/engine/explain.ts';
import { Driver, START } from './driver.ts';

const MINUTE = 60_000;
const train = (name: string, trigger: string, more = ''): string =>
  `strategy ${name} { ${more} WHEN ${trigger} THEN runWorkflow(train) }\n`;

/** Nothing is answered: a test says when. */
function silent(members: string): Driver {
  const driver = new Driver(members);
  driver.outcomeOf = () => undefined;
  return driver;
}

/** Minutes from which something counts, `open` what is not at its end. */
const counted = ({ state }: Driver): readonly string[] =>
  Object.values(state.spent).map(({ at, open, dryRun }) =>
    [String((at - START) / MINUTE), ...(open ? ['open'] : []), ...(dryRun ? ['dry'] : [])].join(' '),
  );

const failures = ({ trace }: Driver): readonly string[] =>
  trace.flatMap((entry) => (entry.kind === 'action' && 'failed' in entry.result ? [entry.result.failed] : []));

const answer = (driver: Driver, minute: number, approved: boolean): void => {
  const asked = driver.effects.findLast((effect) => effect.kind === 'ask');
  driver.send({ kind: 'answered', at: START + minute * MINUTE, effect: asked?.id ?? '', approved, by: 'ann' });
};

describe('a budget', () => {
  it('is taken by what was decided, and given back by what was not done', () => {
    const driver = silent(`budget runs 1 per 1h\n${train('a', 'called go()')}${train('b', 'called stop()')}`);
    driver.call('1', 1);
    driver.call('2', 2, 'stop');
    expect(driver.told).toEqual(['1 a act', '2 b held']);
    expect(counted(driver)).toEqual(['1 open']);
    driver.complete(driver.asked[0], 3, { failed: 'no' });
    expect(counted(driver)).toEqual([]);
    driver.call('3', 4, 'stop');
    driver.complete(driver.asked[0], 5);
    driver.call('4', 63);
    driver.call('5', 64);
    expect(driver.told.slice(2)).toEqual(['4 b act', '63 a held', '64 a act']);
  });

  it('counts what has no answer, and what is being done for however long', () => {
    const driver = silent(
      `budget runs 1 per 1h\n${train('a', 'called go()', 'timeout 2h')}${train('b', 'called stop()')}`,
    );
    driver.call('1', 0);
    driver.call('2', 90, 'stop');
    expect(driver.told).toEqual(['0 a act', '90 b held']);
    driver.clock(120);
    expect(counted(driver)).toEqual(['0']);
    driver.call('3', 121, 'stop');
    expect(driver.told.at(-1)).toBe('121 b act');
  });

  it('has to have enough left for all that stands behind THEN', () => {
    const driver = new Driver(
      'budget runs 3 per 1d\nstrategy a { WHEN every 1h THEN { runWorkflow(train)  parallel { runWorkflow(train)  updateWorkflowReplica(serve, by: +1) } } }',
    );
    driver.run(60, 120, 60);
    expect(driver.told).toEqual(['60 a act', '120 a held']);
    const held = driver.decisions.at(-1);
    expect(held?.held).toEqual({ by: 'budget', of: 'runs', spent: 2, needs: 2, count: 3, seconds: 86_400 });
    expect(held && explainEntry(held).headline).toBe(
      'is held back, since the budget of 3 runs per 1d has 1 left, and it needs 2: no constraint (every 1h)',
    );
  });

  it('refuses what stands behind ELSE and on failure, one by one, and says so', () => {
    const driver = new Driver(`budget runs 1 per 1d
strategy a { WHEN every 1h IF x > 0 THEN stopWorkflow(train) ELSE { runWorkflow(train)  runWorkflow(train) } on failure { runWorkflow(train) } }`);
    driver.readings.set('x', 0);
    driver.clock(60);
    expect(driver.done).toEqual(['60 runWorkflow(train)']);
    expect(failures(driver)).toEqual(Array(2).fill('the budget is spent, of 1 run per 1d'));
    expect(counted(driver)).toEqual(['60']);
  });

  it('is taken once for all tries of an action', () => {
    const driver = silent(
      'budget runs 1 per 1d\nstrategy a { WHEN called go() THEN runWorkflow(train) retry 2 backoff 1m }',
    );
    driver.call('1', 1);
    driver.complete(driver.asked[0], 1, { failed: 'busy' });
    expect(counted(driver)).toEqual(['1 open']);
    driver.clock(2);
    driver.complete(driver.asked[0], 2);
    expect(counted(driver)).toEqual(['1']);
  });

  it('is taken while somebody is asked, and counts from the answer', () => {
    const driver = silent(
      `budget runs 1 per 1h\n${train('a', 'called go()', 'approval by "ann"')}${train('b', 'called stop()')}`,
    );
    driver.call('1', 1);
    driver.call('2', 2, 'stop');
    answer(driver, 3, false);
    driver.call('3', 4);
    answer(driver, 30, true);
    driver.complete(driver.asked[0], 31);
    driver.call('4', 89, 'stop');
    driver.call('5', 90, 'stop');
    expect(driver.told).toEqual(['1 a act', '2 b held', '4 a act', '89 b held', '90 b act']);
  });

  it('holds nobody back by what a dry run pretends, and holds a dry run back by what is real', () => {
    const dry = `budget runs 1 per 1h\n${train('a', 'called go()', 'dry-run')}${train('b', 'called stop()')}`;
    const driver = new Driver(dry);
    driver.call('1', 1);
    driver.call('2', 2);
    driver.call('3', 3, 'stop');
    driver.call('4', 61);
    expect(driver.told).toEqual(['1 a act', '2 a held', '3 b act', '61 a held']);
    expect(counted(driver)).toEqual(['1 dry', '3']);
    driver.upgrade(dry.replace('dry-run', ''));
    driver.call('5', 62);
    driver.call('6', 63);
    expect(driver.told.slice(4)).toEqual(['62 a held', '63 a act']);
  });

  it('counts nothing of a dry run for an action that is given something unknown', () => {
    const driver = new Driver(
      `budget replica-changes 1 per 1h
strategy a { dry-run WHEN called go() IF now > 1 THEN stopWorkflow(train) when unknown updateWorkflowReplica(serve, minimum: now) }`,
    );
    driver.answers = false;
    driver.call('1', 1);
    driver.observe('a', 1, undefined);
    expect(driver.told).toEqual(['1 a unknown']);
    expect(counted(driver)).toEqual([]);
  });

  it('counts an event that had to wait from what was taken last', () => {
    const driver = silent(`budget runs 2 per 1h\n${train('a', 'called go()')}${train('b', 'called stop()')}`);
    driver.call('1', 0);
    driver.call('2', 1);
    driver.call('3', 70, 'stop');
    driver.complete(driver.asked[0], 71);
    expect(driver.told).toEqual(['0 a act', '70 b act', '1 a act']);
    expect(counted(driver)).toEqual(['0', '70 open', '70 open']);
  });

  it('forgets nothing for what is then given back', () => {
    const driver = silent(`budget runs 2 per 1h
${train('a', 'called go()')}${train('b', 'called stop()')}strategy c { WHEN called give() THEN runWorkflow(train) }`);
    driver.call('1', 0, 'stop');
    driver.complete(driver.asked[0], 0);
    driver.call('2', 1);
    driver.call('3', 2);
    // It counts from a time for which the first run counts no more; without it, what waited since minute 2 sees that run again.
    driver.call('4', 60, 'give');
    driver.complete(
      driver.asked.find(({ occurrence }) => occurrence.includes('/c/')),
      61,
      { failed: 'no' },
    );
    driver.complete(driver.asked[0], 62);
    expect(driver.told).toEqual(['0 b act', '1 a act', '60 c act', '2 a held']);
  });

  it('keeps no more than it counts', () => {
    const driver = new Driver(`budget runs 2 per 1h\n${train('a', 'every 1m')}`);
    driver.run(1, 300);
    expect(driver.done).toHaveLength(10);
    expect(Object.keys(driver.state.spent)).toHaveLength(2);
  });

  it('goes with the clock where that is set back', () => {
    const driver = new Driver(`budget runs 1 per 1h\n${train('a', 'called go()')}`);
    driver.call('1', 100);
    driver.send({ kind: 'clock', at: START + 10 * MINUTE, set: true });
    driver.call('2', 69);
    driver.call('3', 70);
    expect(driver.told).toEqual(['100 a act', '69 a held', '70 a act']);
  });

  it('outlives a restart and an upgrade, and gets back what an upgrade drops', () => {
    const asking = (what: string): string =>
      `budget runs 1 per 1h\n${train('a', 'called go()', `approval by "${what}"`)}${train('b', 'called stop()')}`;
    const driver = silent(asking('ann'));
    driver.call('1', 1);
    driver.restart();
    driver.call('2', 2, 'stop');
    driver.upgrade(asking('bob'));
    expect(counted(driver)).toEqual([]);
    driver.call('3', 3, 'stop');
    driver.upgrade(train('c', 'every 1h'));
    driver.complete(driver.asked[0], 4);
    driver.upgrade(asking('bob'));
    driver.call('4', 62, 'stop');
    driver.call('5', 63, 'stop');
    expect(driver.told).toEqual(['1 a act', '2 b held', '3 b act', '62 b held', '63 b act']);
  });

  it('bounds by number and by kind', () => {
    const driver = new Driver(`budget promotions 1 per 1d
budget replica-changes 2 per 1d
strategy a { WHEN every 1h THEN promote(m@1, to: production) }
strategy b { WHEN every 1h THEN { updateWorkflowReplica(serve, by: +5)  runWorkflow(train) } }`);
    driver.run(60, 240, 60);
    const byKind = (name: string): number => driver.done.filter((text) => text.includes(name)).length;
    expect([byKind('promote'), byKind('Replica'), byKind('runWorkflow')]).toEqual([1, 2, 2]);
  });

  it('of traffic goes with each step to who knows the share of now', () => {
    const { graph } = new Driver(`budget runs 1 per 1d\n${train('a', 'called go()')}`);
    const target = {
      kind: 'online',
      namespace: 'n',
      serving: 'seldon',
      instance: 'i',
      predictor: 'p',
      deployments: ['d'],
    } as const;
    const step = { kind: 'primitive', name: 'updateWorkflowTraffic', target, arguments: { backup: 1 } } as const;
    const run = { kind: 'primitive', name: 'runWorkflow', arguments: {} } as const;
    const within = { ...graph, budget: { traffic: 0.1 } };
    expect([bounded(within, step), bounded(within, run), bounded(graph, step)]).toEqual([
      { ...step, largestStep: 0.1 },
      run,
      step,
    ]);
  });
});
