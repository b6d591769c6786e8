import { canMount, missing } from './environment.ts';

/** Says once what the environment lacks, and what it asks for. */
export default function setup(): void {
  const version = process.env.ARGO_VERSION ?? '';
  if (version !== '')
    process.stderr.write(`what is compiled promises Argo ${version}, which the controller has to be\n`);
  for (const what of ['argo', 'keda'] as const) {
    const names = missing(what);
    if (names.length > 0)
      process.stderr.write(`left out: the tests of ${what}, since ${names.join(', ')} is not set\n`);
  }
  if (!canMount()) process.stderr.write('left out: agents as processes, since unshare can mount nothing here\n');
  else if ((process.env.MLFLOW_TRACKING_URI ?? '') === '')
    process.stderr.write('left out: Table V of the paper, since MLFLOW_TRACKING_URI is not set\n');
}
