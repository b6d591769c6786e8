import { databaseUrl, missing } from './environment.ts';

/** Says once what the environment lacks. */
export default function setup(): void {
  if (missing.length > 0)
    process.stderr.write(`left out: the tests with Prometheus, since ${missing.join(', ')} is not set\n`);
  if ((process.env['PROMTOOL'] ?? '') === '')
    process.stderr.write('left out: the histories of the library, since PROMTOOL is not set\n');
  if ((process.env['MLFLOW_TRACKING_URI'] ?? '') === '')
    process.stderr.write('left out: the tests with MLflow, since MLFLOW_TRACKING_URI is not set\n');
  if (databaseUrl === undefined)
    process.stderr.write('left out: the journal in PostgreSQL, since DATABASE_URL is not set\n');
}
