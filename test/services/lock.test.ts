import { request } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { lock, type Locked } from '../../src/api/index.ts';
import { readLock } from '../../src/compiler/lock-file.ts';
import { addressOf, versionOf } from '../../src/tracker/mlflow.ts';
import { serve } from '../support/tracker.ts';

/** A tracker with its registry; what is made there has a name of its own. */
const TRACKER = process.env['MLFLOW_TRACKING_URI'] ?? '';

const model = `lock-${String(Date.now())}`;

type Fields = Readonly<Record<string, unknown>>;

async function post(path: string, body: Fields): Promise<Record<string, Record<string, Fields>>> {
  const response = await fetch(`${TRACKER}/api/2.0/mlflow/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status, path).toBe(200);
  return (await response.json()) as Record<string, Record<string, Fields>>;
}

const put = (path: string): Promise<Response> =>
  fetch(`${TRACKER}/api/2.0/mlflow-artifacts/artifacts/${path}`, { method: 'PUT', body: 'x' });

const sources = (serving = ''): { path: string; text: string }[] => [
  {
    path: 'main.sflow',
    text: `platform cluster { tracker mlflow "http://mlflow.ml:5000"  artifacts s3 "s3://models"  mesh istio { gateway: "istio-system/public" } }
application app { team t  on cluster ${serving} }
model m { registered "${model}"  better accuracy }
model other { registered "${model}-unknown"  better accuracy }
workflow serve : online {
  service score : model { server sklearn  model m@production }
  canary next at 10%  { score { model m@copy } }
  shadow trial        { score { model m@nobody } }
}
workflow serve-other : online { service score : model { server sklearn  model other@production } }
`,
  },
];

const locked = (serving?: string): Promise<Locked> => lock(sources(serving), { trackers: TRACKER });

describe.skipIf(TRACKER === '')('the lock of a real tracker', () => {
  beforeAll(async () => {
    const { experiment_id: experiment } = (await post('experiments/create', { name: model })) as unknown as {
      experiment_id: string;
    };
    await post('registered-models/create', { name: model });
    const version = (source: string, more: Fields = {}): Promise<unknown> =>
      post('model-versions/create', { name: model, source, ...more });
    const { run } = await post('runs/create', { experiment_id: experiment, start_time: 1 });
    const id = String(run?.['info']?.['run_id']);
    for (const file of ['MLmodel', 'model.pkl']) await put(`${experiment}/${id}/artifacts/model/${file}`);
    const logged = await post('logged-models', { experiment_id: experiment, name: 'm', source_run_id: id });
    const { artifact_uri: uri, model_id: of } = logged['model']?.['info'] ?? {};
    await put(`${String(uri).replace('mlflow-artifacts:/', '')}/model.joblib`);
    await version('s3://models/elsewhere');
    await version(`models:/${model}/1`);
    await version(`${String(run?.['info']?.['artifact_uri'])}/model`, { run_id: id });
    await version(`models:/${String(of)}`, { run_id: id, model_id: String(of) });
    for (const [alias, number] of [
      ['production', '1'],
      ['copy', '2'],
      ['run', '3'],
      ['logged', '4'],
    ] as const)
      await post('registered-models/alias', { name: model, alias, version: number });
  });

  it('has a copy at the place of what was copied, an unset alias and an unknown model as absent, and the same bytes', async () => {
    const { text = '', problems, diagnostics } = await locked();
    expect(problems).toEqual([]);
    expect(diagnostics.map(({ message }) => message.split(' is ')[0])).toEqual(['m@nobody', 'other@production']);
    expect(readLock(text, '')).toEqual({
      'http://mlflow.ml:5000': {
        [model]: {
          copy: { version: '2', address: 's3://models/elsewhere' },
          nobody: 'absent',
          production: { version: '1', address: 's3://models/elsewhere' },
        },
        [`${model}-unknown`]: { production: 'absent' },
      },
    });
    expect((await locked()).text).toBe(text);
  });

  it('finds numbers, the latest, and the files of runs and of logged models', async () => {
    const found = (alias: string): Promise<unknown> => versionOf({ address: TRACKER }, model, alias);
    expect(await found('3')).toMatchObject({ found: { number: '3', files: ['MLmodel', 'model.pkl'] } });
    expect(await found('run')).toEqual(await found('3'));
    expect(await found('logged')).toMatchObject({ found: { number: '4', files: ['model.joblib'] } });
    expect(await found('latest')).toEqual(await found('4'));
    expect(await found('99')).toEqual({ found: undefined });
    expect(await addressOf({ address: TRACKER }, model, '2')).toEqual({ found: 's3://models/elsewhere' });
    expect(await addressOf({ address: TRACKER }, model, '99')).toEqual({ found: undefined });
    expect(await versionOf({ address: TRACKER }, `${model}-unknown`, 'latest')).toEqual({ found: undefined });
  });

  it('is not had where the tracker refuses the name of its host', async () => {
    const named = await serve((incoming, response) => {
      request(`${TRACKER}${incoming.url ?? ''}`, { headers: { host: 'mlflow.ml:5000' } }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      }).end();
    });
    const { problems, text } = await lock(sources(), { trackers: named.url });
    await named.close();
    expect(text).toBeUndefined();
    expect(problems).toEqual([
      expect.stringContaining('refuses (HTTP 403): Invalid Host header - possible DNS rebinding attack detected'),
    ]);
  });
});
