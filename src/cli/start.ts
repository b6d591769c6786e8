import { join } from 'node:path';
import { cacheFolder, loadProgram } from './code-cache.ts';
import { EXIT } from './exit.ts';
import type * as Main from './main.ts';

/** Of the bundle beside this one; the build says it. */
declare const SFLOW_DIGEST: string;

const args = process.argv.slice(2);
const [command = ''] = args;
const isHelp = args.includes('--help') || args.includes('-h');
const program = loadProgram(join(import.meta.dirname, 'main.cjs'), {
  folder: cacheFolder(process.env),
  digest: SFLOW_DIGEST,
  // Help on a command calls next to nothing of it.
  purpose: !isHelp && /^[a-z]{1,20}$/.test(command) ? command : 'sflow',
});
const { main } = program.exports as typeof Main;

void main(args).then((code) => {
  process.exitCode = code;
  if (code === EXIT.ok) program.keep('whole');
  else if (code === EXIT.errors) program.keep('part');
});
