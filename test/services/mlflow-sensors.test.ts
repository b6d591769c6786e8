import { request } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { mlflow } from '../../src/agent/runtime/sensors/mlflow.ts';
import type { Reading } from '../../src/agent/engine/event.ts';
import { known, type Value } from '../../src/base/values/value.ts';
import { serve } from '../support/tracker.ts';
import { endRun, experiment, log, post, putArtifact, startRun, TRACKER } from './mlflow.ts';

const name = `sensors-${String(Date.now())}`;
const HOUR = 3_600_000;
const now = Date.now();

const read = (fields: Record<string, Value>, from = now - HOUR, to = now, mark?: string): Promise<Reading> =>
  mlflow()(
    {
      sensor: 's',
      kind: 'mlflow',
      fields: { tracker: TRACKER, experiment: name, ...fields },
      window: { from, to },
      ...(mark === undefined ? {} : { mark }),
    },
    now,
  );
const version = (of: string, model = name): Value => ({ name: model, version: of });

describe.skipIf(TRACKER === '')('sensors of a real tracker', () => {
  let of = '';
  let [scored, old, going] = ['', '', ''];

  beforeAll(async () => {
    of = await experiment(name);
    old = await startRun(of, {}, now - 5 * HOUR);
    await log(old, 'predictions', [[now - 4 * HOUR, 1000]]);
    await endRun(old, 'FINISHED', now - 4 * HOUR);
    scored = await startRun(of, {}, now - HOUR);
    await log(scored, 'predictions', [
      [now - 1800_000, 3],
      [now - 1700_000, 0],
      [now - HOUR, 5],
    ]);
    await log(scored, 'accuracy', [
      [now - 1800_000, 0.7],
      [now - 1700_000, 0.9],
    ]);
    await log(scored, 'accuracy/1', [[now, 0.9]]);
    await log(scored, 'accuracy/2', [[now, 0.5]]);
    await putArtifact(of, scored, 'data/picked.csv');
    await endRun(scored, 'FINISHED', now - 1600_000);
    going = await startRun(of, {}, now - 1000);
    await log(going, 'predictions', [
      [now - 900, 7],
      [now, 100],
    ]);
    await log(going, 'odd', [[now - 900, 'NaN']]);
    await endRun(await startRun(of, {}, now - 2000), 'FAILED', now - 1000);
    await post('registered-models/create', { name });
    for (const run of [scored, old])
      await post('model-versions/create', { name, source: `s3://models/${run}`, run_id: run });
    await post('registered-models/alias', { name, alias: 'production', version: '1' });
  });

  it('tells what was logged in a window, whichever run logged it', async () => {
    const values = await Promise.all(
      ['sum', 'count', 'mean', 'max', 'min', 'last'].map((take) => read({ take, metric: 'predictions' })),
    );
    expect(values.map((reading) => (reading.known ? reading.value : reading.reason))).toEqual([15, 4, 3.75, 7, 0, 7]);
    expect(await read({ take: 'sum', metric: 'unlogged' })).toMatchObject(known(0));
    expect(await read({ take: 'last', metric: 'odd' })).toMatchObject({
      reason: 'a value that was logged is not a number (NaN)',
    });
    expect(await read({ take: 'sum', metric: 'predictions', experiment: `${name}-none` })).toEqual({
      known: false,
      reason: `the tracker has no experiment ${name}-none`,
    });
  });

  it('counts what comes late with the next window', async () => {
    const { mark } = await read({ take: 'sum', metric: 'late' }, now - HOUR, now - 1000);
    const run = await startRun(of, {}, now - 2000);
    await log(run, 'late', [
      [now - 60_000, 4],
      [now - 500, 2],
    ]);
    expect(await read({ take: 'sum', metric: 'late' }, now - 1000, now, mark)).toMatchObject(known(6));
    expect(await read({ take: 'sum', metric: 'late' }, now - 1000, now)).toMatchObject(known(2));
  });

  it('has every point of a run that logged more than one answer holds', async () => {
    const run = await startRun(of);
    for (let hundred = 0; hundred < 3; hundred += 1)
      await log(
        run,
        'many',
        Array.from({ length: 1000 }, (_, index) => [now - 1000 - hundred, index] as const),
      );
    expect(await read({ take: 'count', metric: 'many' })).toMatchObject(known(3000));
  });

  it('counts runs that ended, and how long those took that ended well', async () => {
    expect(await read({ take: 'runs' })).toMatchObject(known(2));
    expect(await read({ take: 'failed-runs' })).toMatchObject(known(1));
    expect(await read({ take: 'duration' })).toMatchObject(known(2000));
    expect(await read({ take: 'duration' }, now - 100)).toMatchObject({ reason: 'no run has succeeded in this time' });
  });

  it('finds the newest artifact of a name', async () => {
    const found = { run: scored, path: 'data/picked.csv', uri: `runs:/${scored}/data/picked.csv` };
    expect(await read({ take: 'artifact', artifact: 'data/picked.csv' })).toEqual(known(found));
    expect(await read({ take: 'artifact', artifact: 'data' })).toMatchObject({ value: { path: 'data' } });
    expect(await read({ take: 'artifact-age', artifact: 'data' })).toEqual(known(1600));
    expect(await read({ take: 'artifact', artifact: 'nothing' })).toEqual({
      known: false,
      reason: `the experiment ${name} has no nothing`,
    });
  });

  it('compares versions by what their runs logged last', async () => {
    const metric = 'accuracy';
    expect(await read({ take: 'version', model: name, alias: 'production' })).toEqual(
      known({ name, version: '1', uri: `models:/${name}/1` }),
    );
    expect(await read({ take: 'version', model: name, alias: 'latest' })).toMatchObject({ value: { version: '2' } });
    expect(await read({ take: 'version', model: name, alias: 'unset' })).toMatchObject({
      reason: `${name} has no version unset`,
    });
    expect(await read({ take: 'version', model: name, alias: '9' })).toMatchObject({ known: false });
    expect(await read({ take: 'score', metric, version: version('production') })).toEqual(known(0.9));
    expect(await read({ take: 'score', metric, version: version('2') })).toMatchObject({
      reason: `the run of version 2 of ${name} has not logged accuracy`,
    });
    expect(await read({ take: 'score-to-beat', metric, version: version('unset'), direction: 1 })).toEqual(
      known(-1e100),
    );
    expect(await read({ take: 'score-to-beat', metric, version: version('9'), direction: -1 })).toEqual(known(1e100));
    expect(await read({ take: 'score-to-beat', metric, version: version('latest', `${name}-none`) })).toMatchObject({
      reason: `there is no model ${name}-none`,
    });
    const age = await mlflow()(
      { sensor: 's', kind: 'mlflow', fields: { tracker: TRACKER, take: 'version-age', version: version('1') } },
      Date.now() + HOUR,
    );
    expect(age.known && Math.round(Number(age.value) / 600)).toBe(6);
  });

  it('compares versions by one run that has scored both', async () => {
    const gain = (first: string, second: string, more = {}): Promise<Reading> =>
      read({ take: 'evaluated-gain', version: version(first), than: version(second), metric: 'accuracy', ...more });
    expect(await gain('1', 'latest')).toEqual(known(0.4));
    expect(await gain('latest', 'production', { direction: -1 })).toEqual(known(0.4));
    expect(await gain('production', 'unset')).toEqual(known(1e100));
    expect(await gain('1', '2', { metric: 'loss' })).toMatchObject({
      reason: `no run of ${name} has scored loss of it`,
    });
    const alone = await startRun(of);
    await log(alone, 'loss/1', [[now, 1]]);
    expect(await gain('1', '2', { metric: 'loss' })).toMatchObject({ reason: `no run of ${name} has scored both` });
  });

  it('is told by its own reason where the tracker refuses the name of its host', async () => {
    const named = await serve((incoming, response) => {
      request(`${TRACKER}${incoming.url ?? ''}`, { headers: { host: 'mlflow.ml:5000' } }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      }).end();
    });
    expect(await read({ take: 'sum', metric: 'm', tracker: named.url })).toMatchObject({
      reason: expect.stringMatching(
        /^the tracker refuses \(HTTP 403\): Invalid Host.*MLFLOW_SERVER_ALLOWED_HOSTS/,
      ) as unknown,
    });
    await named.close();
  });
});
