import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { play } from '../api/index.ts';
import { compilePath, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { UsageError } from './usage.ts';

export async function dev(
  path: string,
  options: CompileOptions & { readonly world?: string; readonly all?: boolean },
): Promise<number> {
  const { ok, graphs, applications, root } = await compilePath(path, options);
  if (!ok) return EXIT.errors;
  const file = options.world ?? join(root, 'world.yaml');
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`the world ${file} cannot be read; it says what happens to the agents (--world FILE)`);
  });
  const { problems, entries, lines, leftOut, summary, unseen, unread, expected, unmet } = await play(
    { graphs, applications },
    { path: file, text },
    { all: options.all === true },
  );
  if (problems.length > 0) {
    for (const { line, column, message } of problems)
      process.stderr.write(`${file}:${String(line)}:${String(column)}: ${message}\n`);
    return EXIT.errors;
  }
  const code = unmet.length > 0 ? EXIT.errors : EXIT.ok;
  if (options.format === 'json') {
    process.stdout.write(`${JSON.stringify(entries)}\n`);
    for (const text of unmet) process.stderr.write(`${file}: ${text}\n`);
    return code;
  }
  for (const line of lines) process.stdout.write(`${line}\n`);
  process.stdout.write(`\n${summary}\n`);
  if (leftOut > 0)
    process.stdout.write(`${String(leftOut)} of these came out as the one before, and are not told (--all)\n`);
  for (const text of unseen) process.stdout.write(`${text}\n`);
  for (const text of unread) process.stdout.write(`${text}\n`);
  for (const text of unmet) process.stderr.write(`${file}: ${text}\n`);
  if (expected > 0 && unmet.length === 0) process.stdout.write('all came as expected\n');
  return code;
}
