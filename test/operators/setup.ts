import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { missing } from './environment.ts';

/** Says once what the environment lacks, and builds the program before the files that use it run side by side. */
export default async function setup(): Promise<void> {
  for (const what of ['argo', 'keda'] as const) {
    const names = missing(what);
    if (names.length > 0)
      process.stderr.write(`left out: the tests of ${what}, since ${names.join(', ')} is not set\n`);
  }
  const root = fileURLToPath(new URL('../../', import.meta.url));
  await promisify(execFile)(process.execPath, ['src/build.ts'], { cwd: root });
}
