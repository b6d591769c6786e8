import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { mlflow } from '../../../../src/agent/runtime/sensors/mlflow.ts';
import type { TrackerOptions } from '../../../../src/agent/runtime/source-access.ts';
import type { SensorRequest } from '../../../../src/agent/engine/effect.ts';
import type { Reading } from '../../../../src/agent/engine/event.ts';
import { always } from '../../../../src/base/http/identity.ts';
import { known, type Value } from '../../../../src/base/values/value.ts';
import { json, serve, type Answer, type Local } from '../../../support/tracker.ts';

const servers: Local[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});
const opened = async (answer: Answer): Promise<Local> => {
  const server = await serve(answer);
  servers.push(server);
  return server;
};

const NOW = 10_000_000;
const sum = { take: 'sum', experiment: 'e', metric: 'm' };
const window = { from: NOW - 1000, to: NOW };

const ask = (
  tracker: string,
  fields: Record<string, Value>,
  options: TrackerOptions = {},
  more: Partial<SensorRequest> = { window },
  signal?: AbortSignal,
): Promise<Reading> =>
  mlflow(options)({ sensor: 's', kind: 'mlflow', fields: { tracker, ...fields }, ...more }, NOW, signal);
const why = async (...given: Parameters<typeof ask>): Promise<string> => {
  const reading = await ask(...given);
  return reading.known ? `known: ${JSON.stringify(reading.value)}` : reading.reason;
};

const pathOf = ({ url = '' }: IncomingMessage): string =>
  new URL(url, 'http://t').pathname.replace('/api/2.0/mlflow/', '');
const queryOf = ({ url = '' }: IncomingMessage): URLSearchParams => new URL(url, 'http://t').searchParams;

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text) as Record<string, unknown>;
}

/** A tracker with one experiment, where a path is answered as told. */
const tracker = (
  answers: Readonly<
    Record<string, (request: IncomingMessage, response: ServerResponse) => object | undefined | Promise<object>>
  >,
): Promise<Local> =>
  opened((request, response) => {
    const path = pathOf(request);
    if (path === 'experiments/get-by-name' && !(path in answers)) {
      json(response, { experiment: { experiment_id: '1', lifecycle_stage: 'active' } });
      return;
    }
    void Promise.resolve(answers[path]?.(request, response)).then((data) => {
      if (data) json(response, data);
    });
  });

const run = (id: string, metrics: object[] = [{ key: 'm', value: 1 }]): object => ({
  info: { run_id: id, status: 'RUNNING', start_time: 1 },
  data: { metrics },
});
const gone = (_: IncomingMessage, response: ServerResponse): undefined => {
  json(response, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'gone' }, 404);
};

describe('a window of what was logged', () => {
  it('asks for runs that go on, then for those that ended, each once, and sums all points', async () => {
    const filters: unknown[] = [];
    const { url, asked } = await tracker({
      'runs/search': async (request) => {
        const { filter, experiment_ids: of } = await bodyOf(request);
        filters.push([filter, of]);
        return { runs: filters.length === 1 ? [run('a'), run('other', [])] : [run('a'), run('b')] };
      },
      'metrics/get-history-bulk-interval': () => ({
        metrics: [
          { run_id: 'a', timestamp: NOW - 5, value: 2, step: 0 },
          { run_id: 'b', timestamp: String(NOW - 1000), value: 3.5 },
          { run_id: 'b', timestamp: NOW, value: 100 },
        ],
      }),
    });
    expect(await ask(url, sum)).toMatchObject(known(5.5));
    expect(filters).toEqual([
      ["attributes.status = 'RUNNING'", ['1']],
      [`attributes.end_time >= ${String(NOW - 1000 - 3_600_000)}`, ['1']],
    ]);
    expect(asked.filter((each) => each.startsWith('metrics'))).toEqual([
      'metrics/get-history-bulk-interval?run_ids=a&run_ids=b&metric_key=m&max_results=2500',
    ]);
  });

  it('takes the whole history, by pages, where what came may be a sample', async () => {
    const points = (from: number): object[] =>
      Array.from({ length: 2500 }, (_, index) => ({ timestamp: NOW - 1, value: 1, step: from + index, run_id: 'a' }));
    const { url } = await tracker({
      'runs/search': () => ({ runs: [run('a')] }),
      'metrics/get-history-bulk-interval': () => ({ metrics: points(0) }),
      'metrics/get-history': (request) =>
        queryOf(request).get('page_token') === null
          ? { metrics: points(0), next_page_token: 'next' }
          : { metrics: points(2400) },
    });
    expect(await ask(url, { ...sum, take: 'count' })).toMatchObject(known(4900));
  });

  it('is unknown where there are more runs, or points, than are asked for', async () => {
    const search = { 'runs/search': () => ({ runs: [run('a')], next_page_token: 'x' }) };
    const { url } = await tracker(search);
    expect(await why(url, sum)).toBe('more than 5000 runs may belong to this time');
    const metrics = Array.from({ length: 2500 }, (_, step) => ({ timestamp: 1, value: 1, step, run_id: 'a' }));
    const endless = await tracker({
      'runs/search': () => ({ runs: [run('a')] }),
      'metrics/get-history-bulk-interval': () => ({ metrics }),
      'metrics/get-history': () => ({ metrics, next_page_token: 'x' }),
    });
    expect(await why(endless.url, sum)).toBe('the tracker has more than 100000 points of m in one run');
  });

  it('is unknown, and not 0, of an experiment that there is not', async () => {
    const { url } = await tracker({ 'experiments/get-by-name': gone });
    for (const take of ['sum', 'count', 'runs', 'artifact'])
      expect(await why(url, { ...sum, take })).toBe('the tracker has no experiment e');
    const deleted = await tracker({
      'experiments/get-by-name': () => ({ experiment: { experiment_id: '1', lifecycle_stage: 'deleted' } }),
    });
    expect(await why(deleted.url, sum)).toBe('the tracker has no experiment e');
  });
});

describe('a tracker that is not as it should be', () => {
  it('makes every reading unknown, with a reason of its own', async () => {
    const text =
      (status: number, body: string, type = 'text/html', more = {}): Answer =>
      (_, response) =>
        response.writeHead(status, { 'content-type': type, ...more }).end(body);
    const oddities: [Answer, string][] = [
      [text(429, ''), 'the tracker is asked too often (HTTP 429)'],
      [text(500, '<h1>oops</h1>'), 'the tracker answers without a reason (HTTP 500)'],
      [text(503, ''), 'the tracker is not ready (HTTP 503)'],
      [text(200, '<h1>log in</h1>'), 'the tracker answers with something that is no JSON (HTTP 200); is it an MLflow?'],
      [
        text(200, '{"exp', 'application/json'),
        'the tracker answers with something that is no JSON (HTTP 200); is it an MLflow?',
      ],
      [
        text(200, '[1]', 'application/json'),
        'the tracker answers with something that is no JSON (HTTP 200); is it an MLflow?',
      ],
      [
        text(302, '', 'text/html', { location: 'http://127.0.0.1:1/' }),
        'the tracker leads to another address (HTTP 302), which is not followed',
      ],
      [
        text(403, 'Invalid Host header - possible DNS rebinding attack detected', 'text/plain'),
        'the tracker refuses (HTTP 403): Invalid Host header - possible DNS rebinding attack detected; ' +
          'its server has to allow the name and port by which it is asked (MLFLOW_SERVER_ALLOWED_HOSTS)',
      ],
    ];
    const version = { name: 'cnn', version: 'production' };
    const all: Record<string, Value>[] = [
      sum,
      { take: 'runs', experiment: 'e' },
      { take: 'artifact', experiment: 'e', artifact: 'a' },
      { take: 'version', model: 'cnn', alias: 'latest' },
      ...['score', 'score-to-beat', 'version-age'].map((take) => ({ take, version, metric: 'm' })),
      { take: 'evaluated-gain', version, than: version, metric: 'm', experiment: 'e' },
    ];
    for (const [answer, reason] of oddities) {
      const { url } = await opened(answer);
      for (const fields of all) expect(await why(url, fields)).toBe(reason);
    }
  });

  it('is unknown whatever JSON comes', async () => {
    for (const data of [
      {},
      { experiment: [] },
      { experiment: { experiment_id: 7 } },
      { model_version: { version: 3 } },
    ]) {
      const { url } = await opened((_, response) => {
        json(response, data);
      });
      expect(await ask(url, sum)).toMatchObject({ known: false });
      for (const take of ['version', 'score', 'score-to-beat', 'version-age'])
        expect(await ask(url, { take, model: 'c', alias: '1', version: { name: 'c', version: '1' } })).toMatchObject({
          known: false,
        });
    }
    const { url } = await tracker({
      'runs/search': () => ({ runs: [run('a')] }),
      'metrics/get-history-bulk-interval': () => ({ metrics: [{ run_id: 'a', value: 1 }] }),
    });
    expect(await why(url, sum)).toBe('the tracker answers with a point without `run_id` or `timestamp`');
    expect(await why(url, {})).toBe('the tracker is not asked for nothing');
    expect(await why('not an address', sum)).toMatch(/^the tracker cannot be reached/);
  });

  it('is not waited for: all questions of a reading have one deadline', async () => {
    const { url } = await opened(() => undefined);
    expect(await why(url, sum, { timeout: 100 })).toBe('the tracker gave no answer within 0.1 s');
    const slow = await opened(
      (_, response) => void setTimeout(json, 80, response, { experiment: { experiment_id: '1' } }),
    );
    expect(await why(slow.url, sum, { timeout: 200 })).toBe('the tracker gave no answer within 0.2 s');
    const given = AbortSignal.timeout(50);
    expect(await why(url, sum, {}, { window }, given)).toBe('the tracker was not waited for');
    const closed = await serve(() => undefined);
    await closed.close();
    expect(await why(closed.url, sum)).toBe('the tracker cannot be reached (ECONNREFUSED)');
  });

  it('is shown what proves who asks, and what it says of that is not told on', async () => {
    const seen: unknown[] = [];
    const { url } = await opened(({ headers }, response) => {
      seen.push(headers['x-org']);
      response.writeHead(401, { 'content-type': 'text/plain' }).end(`no: ${headers.authorization ?? ''}`);
    });
    const authorization = { header: 'Bearer t0ken', secrets: ['t0ken'] };
    expect(await why(url, sum, { identify: () => always({ authorization, headers: { 'X-Org': 'ml' } }) })).toBe(
      'the tracker does not know who asks (HTTP 401): no: Bearer …',
    );
    expect(seen).toEqual(['ml']);
  });

  it('has a clock, and is told where it is far from ours', async () => {
    const skews: number[] = [];
    const skewed = (seconds: number): void => void skews.push(seconds);
    for (const ahead of [0, 20, 90, -3600]) {
      const { url } = await opened((_, response) => {
        response.setHeader('date', new Date(Date.now() + ahead * 1000).toUTCString());
        json(response, {});
      });
      await ask(url, sum, { skewed });
    }
    expect(skews.map((seconds) => Math.round(seconds / 10) * 10)).toEqual([90, -3600]);
  });
});

describe('the registry', () => {
  it('knows nothing of a model that it does not have, and has a score to beat for one without the version', async () => {
    const version = { name: 'cnn', version: 'production' };
    const unset = (_: IncomingMessage, response: ServerResponse): undefined => {
      json(
        response,
        { error_code: 'INVALID_PARAMETER_VALUE', message: 'Registered model alias production not found.' },
        400,
      );
    };
    const { url } = await tracker({
      'registered-models/alias': unset,
      'registered-models/get': () => ({ registered_model: { name: 'cnn' } }),
    });
    const fields = { take: 'score-to-beat', version, metric: 'm' };
    expect(await ask(url, { ...fields, direction: 1 })).toEqual(known(-1e100));
    expect(await ask(url, { ...fields, direction: -1 })).toEqual(known(1e100));
    expect(await why(url, { ...fields, take: 'score' })).toBe('cnn has no version production');
    const none = await tracker({ 'registered-models/alias': gone, 'registered-models/get': gone });
    expect(await why(none.url, fields)).toBe('there is no model cnn');
  });

  it('has no score that was not logged, or that is no number', async () => {
    let metrics: object[] = [];
    const { url } = await tracker({
      'model-versions/get': () => ({ model_version: { version: '3', creation_timestamp: 5, run_id: 'a' } }),
      'runs/get': () => ({ run: run('a', metrics) }),
    });
    const fields = { take: 'score', version: { name: 'cnn', version: '3' }, metric: 'm' };
    expect(await why(url, fields)).toBe('the run of version 3 of cnn has not logged m');
    metrics = [{ key: 'm', value: 'NaN' }];
    expect(await why(url, fields)).toBe('m of version 3 of cnn is no number');
    metrics = [{ key: 'm', value: 0.5 }];
    expect(await ask(url, fields)).toEqual(known(0.5));
    expect(await ask(url, { ...fields, take: 'version-age' })).toEqual(known((NOW - 5) / 1000));
  });
});
