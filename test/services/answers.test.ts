import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prometheus } from '../../src/agent/runtime/prometheus.ts';
import { known, unknown, type Observation } from '../../src/base/values/value.ts';
import { missing, variable } from './environment.ts';
import { Generator, seconds } from './generator.ts';
import { compileReadings, observe } from './readings.ts';

/** Sensors of a user's own, by what Prometheus has to say to them. */
const queries = {
  zero: 'answers_zero',
  tiny: 'answers_tiny',
  negative: '-answers_two',
  milliseconds: 'answers_two',
  number: '1 + 1',
  nothing: 'answers_nothing',
  nan: 'answers_nan',
  infinite: 'answers_infinite',
  series: 'answers_series',
  joined: 'sum(answers_series)',
  spoilt: 'sum(answers_spoilt)',
  twice: 'answers_series * on () group_left answers_series',
} as const;

const declared = Object.entries(queries)
  .map(([name, query]) =>
    name === 'milliseconds'
      ? `sensor ${name} : Duration from prometheus { query: "${query}", unit: 1ms }`
      : `sensor ${name} : Number from prometheus { query: "${query}", unit: 1 }`,
  )
  .join('\n');

describe.skipIf(missing.length > 0)('Prometheus answers a sensor', () => {
  const generator = new Generator();

  beforeAll(async () => {
    await generator.raw(
      'answers',
      `answers_zero 0
answers_tiny 1e-10
answers_two 2
answers_nan{model="a"} NaN
answers_infinite +Inf
answers_series{model="a"} 1
answers_series{model="b"} 2
answers_spoilt{model="a"} 1
answers_spoilt{model="b"} NaN`,
    );
    await seconds(3);
  });

  afterAll(() => generator.clear());

  const ask = (name: keyof typeof queries): Promise<Observation> =>
    observe(compileReadings('', [name], { declared }).get(name));

  it('with a number, of which zero is one', async () => {
    expect(await ask('zero')).toEqual(known(0));
    expect(await ask('tiny')).toEqual(known(1e-10));
    expect(await ask('negative')).toEqual(known(-2));
    expect(await ask('milliseconds')).toEqual(known(0.002));
    expect(await ask('number')).toEqual(known(2));
    expect(await ask('joined')).toEqual(known(3));
  });

  it('with nothing, with what is no number, or with several: then it is unknown', async () => {
    expect(await ask('nothing')).toMatchObject({
      known: false,
      reason: expect.stringContaining('no sample') as string,
    });
    for (const name of ['nan', 'spoilt'] as const)
      expect(await ask(name)).toMatchObject({ known: false, reason: expect.stringContaining('NaN') as string });
    expect(await ask('infinite')).toMatchObject({
      known: false,
      reason: expect.stringContaining('infinite') as string,
    });
    expect(await ask('series')).toEqual(unknown('the query gives 2 series, and a sensor is one'));
    expect(await ask('twice')).toMatchObject({
      known: false,
      reason: expect.stringContaining('Prometheus cannot carry out the query') as string,
    });
  });

  it('with an error where there is no such query or no such page', async () => {
    const read = prometheus();
    const send = (url: string, query: string): Promise<Observation> =>
      read({ sensor: 's1', kind: 'prometheus', fields: { url, query, factor: 1 } }, Date.now());
    const url = variable('PROMETHEUS_URL');
    const observations = [await send(url, 'sum(('), await send(url, 'up[5s]'), await send(`${url}/elsewhere`, 'up')];
    const reasons = observations.map((each) => (each.known ? '' : each.reason));
    expect(reasons[0]).toMatch(/^Prometheus cannot read the query: .*parse error/);
    // Samples of a time: the compiler refuses such a query.
    expect(reasons[1]).toBe('the query gives all samples of a time, and a sensor is one');
    expect(reasons[2]).toContain('HTTP 404');
  });

  it('as of the instant of the event', async () => {
    const sensor = compileReadings('', ['zero'], { declared }).get('zero');
    const { kind, fixed } = sensor?.source ?? { kind: '', fixed: {} };
    const before = await prometheus()({ sensor: 's1', kind, fields: fixed }, Date.now() - 3_600_000);
    expect(before).toMatchObject({ known: false });
  });
});
