import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unmet } from '../agent/simulate/expectations.ts';
import { report, summary } from '../agent/simulate/report.ts';
import { play } from '../agent/simulate/simulate.ts';
import { unseen } from '../agent/simulate/unseen.ts';
import { loadWorld } from '../agent/simulate/world-file.ts';
import { compilePath, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { UsageError } from './usage.ts';

export async function dev(
  path: string,
  options: CompileOptions & { readonly world?: string; readonly all?: boolean },
): Promise<number> {
  const { ok, graphs, root } = await compilePath(path, options);
  if (!ok) return EXIT.errors;
  const file = options.world ?? join(root, 'world.yaml');
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`the world ${file} cannot be read; it says what happens to the agents (--world FILE)`);
  });
  const { world, problems } = loadWorld(text, file);
  if (problems.length > 0) {
    for (const { line, column, message } of problems)
      process.stderr.write(`${file}:${String(line)}:${String(column)}: ${message}\n`);
    return EXIT.errors;
  }
  const entries = play(graphs, world);
  const missed = unmet(world, entries);
  const code = missed.length > 0 ? EXIT.errors : EXIT.ok;
  if (options.format === 'json') {
    process.stdout.write(`${JSON.stringify(entries)}\n`);
    for (const text of missed) process.stderr.write(`${file}: ${text}\n`);
    return code;
  }
  const { lines, leftOut } = report(entries, { all: options.all === true });
  for (const line of lines) process.stdout.write(`${line}\n`);
  process.stdout.write(`\n${summary(entries)}\n`);
  if (leftOut > 0)
    process.stdout.write(`${String(leftOut)} of these came out as the one before, and are not told (--all)\n`);
  for (const text of unseen(graphs, world, entries)) process.stdout.write(`${text}\n`);
  for (const text of missed) process.stderr.write(`${file}: ${text}\n`);
  if ((world.expectations ?? []).length > 0 && missed.length === 0) process.stdout.write('all came as expected\n');
  return code;
}
