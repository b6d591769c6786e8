import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Library } from '../language/names/offer-import.ts';

let folder: string | undefined;

/** The folder of the standard library: the one beside the package.json of this package, bundled or not. */
export function libraryFolder(): string {
  if (folder !== undefined) return folder;
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'stdlib', 'primitives.sflow')) && dirname(at) !== at) at = dirname(at);
  folder = join(at, 'stdlib');
  return folder;
}

let index: ReadonlyMap<string, readonly string[]> | undefined;

/** Read when it is first asked for, which is where a name is unknown. */
export const library: Library = (kind, name) => (index ??= readIndex()).get(`${kind} ${name}`) ?? [];

/** What is declared in the library begins at the begin of a line. */
function readIndex(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const file of readdirSync(libraryFolder()).filter((name) => name.endsWith('.sflow'))) {
    const text = readFileSync(join(libraryFolder(), file), 'utf8');
    for (const [, kind = '', name = ''] of text.matchAll(/^(sensor|template|strategy) ([\w-]+)/gm)) {
      const key = `${kind} ${name}`;
      found.set(key, [...(found.get(key) ?? []), `std/${file.replace(/\.sflow$/, '')}`]);
    }
  }
  // Files of one system alone have the longer names.
  for (const files of found.values()) files.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return found;
}
