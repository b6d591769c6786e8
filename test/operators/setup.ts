import { missing } from './environment.ts';

/** Says once what the environment lacks. */
export default function setup(): void {
  for (const what of ['argo', 'keda'] as const) {
    const names = missing(what);
    if (names.length > 0)
      process.stderr.write(`left out: the tests of ${what}, since ${names.join(', ')} is not set\n`);
  }
}
