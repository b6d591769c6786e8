import { describe, expect, it } from 'vitest';
import { Registry } from '../../../src/agent/simulate/registry.ts';
import { known, type Value } from '../../../src/base/values/value.ts';

const HOUR = 3_600_000;
const world = {
  start: 0,
  end: 100 * HOUR,
  models: [{ name: 'cnn', metric: 'accuracy', scores: [0.9], aliases: { production: '1' } }],
  observations: [],
  workflows: new Map(),
  metrics: [],
  sensors: new Map(),
  actions: new Map(),
};
const version = (of: string): Value => ({ name: 'cnn', version: of });

describe('the tracker of a simulated world', () => {
  it('tells the age of versions and of what runs left behind', () => {
    const registry = new Registry(world);
    const read = (fields: Record<string, Value>, now: number): unknown => registry.read(fields, undefined, now);
    registry.register(2 * HOUR, 'cnn', 0.95);
    registry.log(3 * HOUR, 'r', { experiment: 'e', metric: 'm', value: 1, artifact: 'data' });
    expect(read({ take: 'version-age', version: version('latest') }, 5 * HOUR)).toEqual(known(3 * 3600));
    expect(read({ take: 'version-age', version: version('production') }, 5 * HOUR)).toEqual(known(5 * 3600));
    expect(read({ take: 'version-age', version: version('3') }, 5 * HOUR)).toMatchObject({ known: false });
    expect(read({ take: 'score', version: version('latest') }, 5 * HOUR)).toEqual(known(0.95));
    const artifact = { experiment: 'e', artifact: 'data' };
    expect(read({ take: 'artifact-age', ...artifact }, 5 * HOUR)).toEqual(known(2 * 3600));
    expect(read({ take: 'artifact', ...artifact }, 5 * HOUR)).toMatchObject({ value: { run: 'r', path: 'data' } });
    expect(read({ take: 'artifact-age', ...artifact, artifact: 'other' }, 5 * HOUR)).toMatchObject({ known: false });
  });

  it('counts the runs that ended in a time, and how long those took that ended well', () => {
    const registry = new Registry(world);
    const run = (start: number, end: number, failed: boolean): void => {
      registry.end({ experiment: 'e', start: start * HOUR, end: end * HOUR, failed });
    };
    run(0, 1, false);
    run(1, 4, false);
    run(4, 5, true);
    run(5, 9, false);
    const read = (take: string, from: number, to: number): unknown =>
      registry.read({ take, experiment: 'e' }, { from: from * HOUR, to: to * HOUR }, 10 * HOUR);
    expect(read('runs', 0, 9)).toEqual(known(3));
    expect(read('failed-runs', 0, 9)).toEqual(known(1));
    expect(read('duration', 0, 9)).toEqual(known(2 * 3600));
    expect(read('duration', 5, 6)).toEqual({ known: false, reason: 'no run has succeeded in this time' });
    expect(read('runs', 20, 30)).toEqual(known(0));
  });
});
