import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { summary, tellDay, tellEntry } from '../simulate/report.ts';
import { play } from '../simulate/simulate.ts';
import { loadWorld } from '../simulate/world-file.ts';
import { compilePath, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { UsageError } from './usage.ts';

export async function dev(path: string, options: CompileOptions & { readonly world?: string }): Promise<number> {
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
  if (options.format === 'json') {
    process.stdout.write(`${JSON.stringify(entries)}\n`);
    return EXIT.ok;
  }
  let day = '';
  for (const entry of entries) {
    const lines = tellEntry(entry);
    if (lines.length > 0 && tellDay(entry.at) !== day) {
      day = tellDay(entry.at);
      process.stdout.write(`${day}\n`);
    }
    for (const line of lines) process.stdout.write(`${line}\n`);
  }
  process.stdout.write(`\n${summary(entries)}\n`);
  return EXIT.ok;
}
