import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fix, type Edit, type Fixed, type Source } from '../api/index.ts';
import { counted } from '../base/values/words.ts';
import { loadPath, print, shownPath, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { refuseWrite, replaceFile } from './replace-file.ts';
import { UsageError } from './usage.ts';

/** Makes the edits that messages propose, says which, and then what is left. */
export async function fixPath(path: string, options: CompileOptions & { readonly dryRun?: boolean }): Promise<number> {
  const isDry = options.dryRun === true;
  if (isDry && (options.format ?? 'text') !== 'text')
    throw new UsageError('--dry-run prints a difference and takes no --format');
  const { loaded, settings } = await loadPath(path, options);
  const { root } = loaded;
  const fixed = fix(loaded, settings);
  const before = new Map(loaded.sources.map((source) => [source.path, source.text]));
  const changed = fixed.sources.filter((source) => before.has(source.path) && before.get(source.path) !== source.text);
  if (isDry) {
    const { createTwoFilesPatch } = await import('diff');
    for (const { path: file, text } of changed) {
      const name = shownPath(root, file);
      process.stdout.write(createTwoFilesPatch(name, name, before.get(file) ?? '', text, '', '', { context: 2 }));
    }
  } else await writeAll(root, changed, before);
  printFixes(fixed, root, changed.length, isDry);
  print(fixed.diagnostics, { sources: fixed.sources, root }, options.format ?? 'text');
  const hasErrors = fixed.diagnostics.some(({ severity }) => severity === 'error');
  return hasErrors || (isDry && changed.length > 0) ? EXIT.errors : EXIT.ok;
}

function printFixes({ edits, refused }: Fixed, root: string, files: number, isDry: boolean): void {
  const line = ({ path, line: number, code, message, text }: Edit): string =>
    `${shownPath(root, path)}:${String(number)}: ${text} (${code}: ${message})\n`;
  for (const edit of edits) process.stderr.write(line(edit));
  for (const edit of refused) process.stderr.write(`not done, since it leads to more errors: ${line(edit)}`);
  const done = isDry ? 'would be made' : edits.length === 1 ? 'was made' : 'were made';
  process.stderr.write(
    edits.length === 0
      ? 'there is nothing that can be mended without asking\n'
      : `${counted(edits.length, 'edit')} in ${counted(files, 'file')} ${done}\n`,
  );
}

/** Each file by a rename over the old one. One that leads out of the folder, or that somebody changed meanwhile, stops all. */
async function writeAll(root: string, changed: readonly Source[], before: ReadonlyMap<string, string>): Promise<void> {
  const inside = `${await realpath(root)}${sep}`;
  const targets = await Promise.all(
    changed.map(async ({ path, text }) => {
      const shown = shownPath(root, path);
      const target = await realpath(join(root, path)).catch(refuseWrite(shown));
      if (!target.startsWith(inside)) throw new UsageError(`${shown} is a link that leads out of the folder`);
      if ((await readFile(target, 'utf8').catch(refuseWrite(shown))) !== before.get(path))
        throw new UsageError(`${shown} was changed meanwhile; nothing was written`);
      return { shown, target, text };
    }),
  );
  for (const { shown, target, text } of targets) await replaceFile(target, text, shown);
}
