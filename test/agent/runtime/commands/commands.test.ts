import { afterEach, describe, expect, it } from 'vitest';
import type { Environment } from '../../../../src/agent/runtime/commands/io.ts';
import { notifyOfEnd } from '../../../../src/agent/runtime/commands/notify.ts';
import { registerBest } from '../../../../src/agent/runtime/commands/register.ts';
import { json, serve, type Answer, type Local } from '../../../support/tracker.ts';

const servers: Local[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});
const opened = async (answer: Answer): Promise<string> => {
  const server = await serve(answer);
  servers.push(server);
  return server.url;
};

const said = async (
  does: (io: { say: (line: string) => void; complain: (line: string) => void }) => Promise<number>,
): Promise<[number, string]> => {
  const lines: string[] = [];
  const code = await does({ say: (line) => void lines.push(line), complain: (line) => void lines.push(`! ${line}`) });
  return [code, lines.join('\n')];
};

describe('the process that registers', () => {
  const flags = { model: 'cnn', run: 'training-1', candidate: ['fit'], metric: undefined, better: undefined };
  const register = (environment: Environment, more: Partial<typeof flags> | object = {}): Promise<[number, string]> =>
    said((io) => registerBest({ ...flags, ...more }, environment, io));

  it('says what is wrong with how it was started', async () => {
    const tracker = { MLFLOW_TRACKING_URI: 'http://127.0.0.1:1' };
    const wrong: [Environment, object, string][] = [
      [
        {},
        {},
        'MLFLOW_TRACKING_URI is no address of an MLflow: it says where the tracker is, as http://mlflow.ml:5000',
      ],
      [
        { MLFLOW_TRACKING_URI: 'http://a:s3cret@b' },
        {},
        'MLFLOW_TRACKING_URI has a user or a password: give them as MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD',
      ],
      [
        { ...tracker, MLFLOW_TRACKING_TOKEN: 's3\ncret' },
        {},
        'MLFLOW_TRACKING_TOKEN is none: the token has characters that no token has',
      ],
      [
        { ...tracker, MLFLOW_TRACKING_SERVER_CERT_PATH: '/nowhere/ca.crt' },
        {},
        'MLFLOW_TRACKING_SERVER_CERT_PATH names no file that can be read: /nowhere/ca.crt',
      ],
      [tracker, { candidate: [] }, '--candidate is missing: of which step is a run registered?'],
      [tracker, { candidate: ['a', 'b'] }, '--metric is missing: by what are the steps compared?'],
      [tracker, { better: 'more' }, '--better is lower or higher'],
    ];
    for (const [environment, more, text] of wrong) expect(await register(environment, more)).toEqual([2, `! ${text}`]);
    expect(await register(tracker)).toEqual([1, expect.stringMatching(/^! the tracker cannot be reached/)]);
  });

  it('says why there is nothing to register', async () => {
    let runs: object[] = [];
    const url = await opened((request, response) => {
      const path = (request.url ?? '').replace(/.*mlflow\//, '');
      if (path === 'runs/search') json(response, { runs });
      else if (path === 'experiments/search') json(response, { experiments: [{ experiment_id: '0' }] });
      else json(response, {});
    });
    const environment = { MLFLOW_TRACKING_URI: url };
    expect(await register(environment)).toEqual([
      1,
      "! no run of fit in training-1 ended well: does the program start one by MLflow's client?",
    ]);
    runs = [{ info: { run_id: 'a', status: 'FINISHED' } }, { info: { run_id: 'b', status: 'FAILED' } }];
    expect(await register(environment, { metric: 'accuracy' })).toEqual([
      1,
      '! no run of fit in training-1 has logged accuracy',
    ]);
    expect(await register(environment)).toEqual([
      1,
      '! no run of fit in training-1 has logged a model, as mlflow.sklearn.log_model does',
    ]);
    runs = [{ info: { run_id: 'b', status: 'FAILED' } }];
    expect((await register(environment))[1]).toMatch(/ended well/);
  });
});

describe('the process that notifies', () => {
  const flags = { workflow: 'nightly', run: 'nightly-7', status: 'Failed' };
  const notify = (environment: Environment, status = 'Failed'): Promise<[number, string]> =>
    said((io) => notifyOfEnd({ ...flags, status }, environment, io));

  it('tells how the run ended, and whether the webhook took it, without its address', async () => {
    let status = 200;
    const url = await opened((_, response) => response.writeHead(status).end());
    const environment = { SFLOW_WEBHOOK_URL: `${url}/s3cret` };
    expect(await notify(environment)).toEqual([0, 'told the webhook: nightly: the run nightly-7 failed']);
    expect(await notify(environment, 'Odd')).toEqual([0, 'told the webhook: nightly: the run nightly-7 ended as Odd']);
    status = 500;
    expect(await notify(environment)).toEqual([1, '! the webhook refuses (HTTP 500)']);
    expect(await notify({})).toEqual([2, '! SFLOW_WEBHOOK_URL is not set: it is the address of the webhook']);
    expect(await notify({ SFLOW_WEBHOOK_URL: 's3cret' })).toEqual([1, '! the webhook has no address that is one']);
  });
});
