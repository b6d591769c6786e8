import { readFile } from 'node:fs/promises';
import { always } from '../../../base/http/identity.ts';
import { authorizationOf } from '../../../tracker/credentials.ts';
import type { TrackerOptions } from '../source-access.ts';

/** Where a process writes: for people and programs, and what is wrong. Lines, without their ends. */
export interface Io {
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export const exitCodes = { done: 0, failed: 1, misused: 2 } as const;

/** How the tracker is reached, by the variables that MLflow's clients read; or why it cannot be, in a sentence. */
export async function trackerIn(
  environment: Environment,
): Promise<{ readonly tracker: string; readonly options: TrackerOptions } | string> {
  const tracker = environment['MLFLOW_TRACKING_URI'] ?? '';
  const url = URL.parse(tracker);
  if (!url || !/^https?:$/.test(url.protocol))
    return 'MLFLOW_TRACKING_URI is no address of an MLflow: it says where the tracker is, as http://mlflow.ml:5000';
  if (url.username !== '' || url.password !== '')
    return 'MLFLOW_TRACKING_URI has a user or a password: give them as MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD';
  const authorization = authorizationOf({
    username: environment['MLFLOW_TRACKING_USERNAME'],
    password: environment['MLFLOW_TRACKING_PASSWORD'],
    token: environment['MLFLOW_TRACKING_TOKEN'],
  });
  if (typeof authorization === 'string') return `MLFLOW_TRACKING_TOKEN is none: ${authorization}`;
  const path = environment['MLFLOW_TRACKING_SERVER_CERT_PATH'] ?? '';
  const ca = path === '' ? undefined : await readFile(path, 'utf8').catch(() => '');
  if (ca === '') return `MLFLOW_TRACKING_SERVER_CERT_PATH names no file that can be read: ${path}`;
  return { tracker, options: { identify: () => always({ authorization, ca }) } };
}
