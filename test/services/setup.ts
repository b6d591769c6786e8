import { missing } from './environment.ts';

/** Says once what the environment lacks. */
export default function setup(): void {
  if (missing.length > 0)
    process.stderr.write(`left out: the tests with Prometheus, since ${missing.join(', ')} is not set\n`);
}
