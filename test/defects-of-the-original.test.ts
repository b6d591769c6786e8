import { describe, expect, it } from 'vitest';
import { list, look, text } from './target/emit/look.ts';
import { objectsOf } from './target/emit/sources.ts';
import { Driver, START } from './agent/engine/driver.ts';
import { batch, compileTexts, expectMessages, strategy } from './support/marked.ts';

/** What the first implementation of the paper got wrong. Each was a silent fault; none may come back. */

const MINUTE = 60_000;

describe('schedules', () => {
  it('by cron fire, at local times of the zone', () => {
    const driver = new Driver('strategy s { WHEN cron "0 3 * * *" in "Europe/Madrid" THEN runWorkflow(train) }');
    expect(driver.wake).toBeUndefined();
    driver.clock(0);
    // In December Madrid is an hour ahead of UTC.
    expect(driver.wake).toBe(2 * 60);
    driver.run(0, 2 * 24 * 60, 30);
    expect(driver.told).toEqual([`${String(2 * 60)} s act`, `${String(26 * 60)} s act`]);
  });

  it('by date fire, once', () => {
    const driver = new Driver('strategy s { WHEN at "2026-12-01T00:10Z" THEN runWorkflow(train) }');
    driver.clock(0);
    expect(driver.wake).toBe(10);
    driver.run(1, 30);
    expect(driver.told).toEqual(['10 s act']);
    expect(driver.wake).toBeUndefined();
  });
});

describe('"0" is not 0', () => {
  it('in a source, where the comparison is an error at its place', () => {
    expectMessages(
      `import { ready-replicas } from "std/kube-state-metrics"\n${strategy('WHEN every 1m IF «ready-replicas(serve) == "0"» THEN runWorkflow(train)')}`,
      ['incomparable'],
    );
  });

  it('in a reading, which is unknown where a text came for a number', () => {
    const driver = new Driver('strategy s { WHEN every 1m IF x == 0 THEN runWorkflow(train) }');
    driver.answers = false;
    driver.clock(1);
    const observe = driver.effects.find(({ kind }) => kind === 'observe');
    if (observe?.kind !== 'observe') throw new Error('nothing is read');
    const [request] = observe.requests;
    const readings = { [request?.sensor ?? '']: { known: true, value: '0' } as const };
    driver.send({ kind: 'observed', at: START + MINUTE, occurrence: observe.occurrence, readings });
    expect(driver.told).toEqual(['1 s unknown']);
  });
});

describe('one burst', () => {
  it('of predictions triggers once, since each is counted once', () => {
    const driver = new Driver(`strategy s { WHEN every 10m IF z since last fired >= 1000 THEN runWorkflow(train) }`);
    driver.answers = false;
    // A thousand predictions in the 25th minute.
    const burst = START + 25 * MINUTE;
    for (let minute = 10; minute <= 90; minute += 10) {
      driver.clock(minute);
      const observe = driver.effects.findLast(({ kind }) => kind === 'observe');
      const window = observe?.kind === 'observe' ? observe.requests[0]?.window : undefined;
      if (!window) throw new Error('no window is read');
      driver.observe('s', minute, window.from <= burst && burst < window.to ? 1000 : 0);
    }
    expect(driver.told).toEqual(['30 s act']);
  });

  it('of changes triggers once what waits for them and a call', () => {
    const driver = new Driver(
      'strategy s { WHEN on train.succeeded and called go() within 5m THEN runWorkflow(train) }',
    );
    for (let index = 0; index < 10; index += 1) driver.change(`t${String(index)}`, 'succeeded', index / 10);
    driver.call('c', 2);
    driver.call('d', 3);
    expect(driver.told).toEqual(['2 s act']);
  });
});

describe('the fail-over', () => {
  it('goes there and back, and there again, each once', () => {
    const driver = new Driver(`state on-backup : Bool = false
strategy there { WHEN every 1m IF x == 0 and not on-backup  THEN { deployWorkflow(serve)  set on-backup = true } }
strategy back  { WHEN every 1m IF x >= 1 and on-backup for 2m THEN { deleteWorkflow(serve)  set on-backup = false } }`);
    const replicas = [3, 0, 0, 1, 2, 2, 3, 0, undefined, 2, 2, 2, 2];
    for (const [index, ready] of replicas.entries()) {
      if (ready === undefined) driver.readings.delete('x');
      else driver.readings.set('x', ready);
      driver.clock(index + 1);
      driver.restart();
    }
    expect(driver.done).toEqual([
      '2 deployWorkflow(serve)',
      '2 set on-backup = true',
      // Ready since the fourth minute, for two minutes in the sixth.
      '6 deleteWorkflow(serve)',
      '6 set on-backup = false',
      '8 deployWorkflow(serve)',
      '8 set on-backup = true',
      // In the ninth nobody knew; ready since the tenth.
      '12 deleteWorkflow(serve)',
      '12 set on-backup = false',
    ]);
  });
});

describe('the environment of a step', () => {
  it('does not leak into the next', () => {
    const { diagnostics, manifests } = compileTexts(
      batch(`executor first { image "a:1"  env { MODE: "fast", TOKEN: secret hub.token } }
executor second after first { image "a:1" }
executor third after second { image "a:1"  env { MODE: "slow" } }`),
    );
    expect(diagnostics).toEqual([]);
    const train = objectsOf(manifests).find(
      ({ kind, metadata }) => kind === 'WorkflowTemplate' && metadata.name === 'train',
    );
    const own = (name: string): readonly string[] => {
      const template = list(train, 'spec.templates').find((one) => text(one, 'name') === name);
      expect(look(template, 'container.image')).toBeDefined();
      return list(template, 'container.env')
        .map((one) => `${text(one, 'name')}=${text(one, 'value')}`)
        .filter((line) => /^(MODE|TOKEN)=/.test(line));
    };
    expect(own('first')).toEqual(['MODE=fast', 'TOKEN=∅']);
    expect(own('second')).toEqual([]);
    expect(own('third')).toEqual(['MODE=slow']);
  });
});
