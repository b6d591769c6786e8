import { expect } from 'vitest';

/** A tracker with its registry; what a test makes there has a name of its own. */
export const TRACKER = process.env['MLFLOW_TRACKING_URI'] ?? '';

export const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
  const response = await fetch(`${TRACKER}/api/2.0/mlflow/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status, path).toBe(200);
  return (await response.json()) as Record<string, unknown>;
};

export const experiment = async (name: string): Promise<string> =>
  String((await post('experiments/create', { name }))['experiment_id']);

export const startRun = async (
  of: string,
  tags: Readonly<Record<string, string>> = {},
  start = Date.now(),
): Promise<string> => {
  const list = Object.entries(tags).map(([key, value]) => ({ key, value }));
  const { run } = await post('runs/create', { experiment_id: of, start_time: start, tags: list });
  return (run as { info: { run_id: string } }).info.run_id;
};

export const endRun = (run: string, status = 'FINISHED', end = Date.now()): Promise<unknown> =>
  post('runs/update', { run_id: run, status, end_time: end });

export const log = (
  run: string,
  key: string,
  points: readonly (readonly [at: number, value: number | 'NaN'])[],
): Promise<unknown> =>
  post('runs/log-batch', {
    run_id: run,
    metrics: points.map(([timestamp, value], step) => ({ key, value, timestamp, step })),
  });

/** A file among the artifacts of a run. */
export const putArtifact = async (of: string, run: string, path: string): Promise<void> => {
  const address = `${TRACKER}/api/2.0/mlflow-artifacts/artifacts/${of}/${run}/artifacts/${path}`;
  expect((await fetch(address, { method: 'PUT', body: 'x' })).status).toBe(200);
};
