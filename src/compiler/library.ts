import { asImport } from '../language/names/imports.ts';
import type { Library } from '../language/names/offer-import.ts';
import { LoadError } from './load-error.ts';
import type { Host } from './host.ts';
import { loadAlone, sourcesIn } from './load.ts';
import { treeOf } from './tree-of.ts';

/** Which files of the library of a host have a name. They are read when that is first asked, which is where a name is unknown. */
export function libraryOf(host: Host): Library {
  let index: ReadonlyMap<string, readonly string[]> | undefined;
  return (kind, name) => (index ??= indexOf(host)).get(`${kind} ${name}`) ?? [];
}

function indexOf(host: Host): ReadonlyMap<string, readonly string[]> {
  const paths = sourcesIn(host, 'std');
  const found = new Map<string, string[]>();
  for (const source of loadAlone(host, paths instanceof LoadError ? [] : paths).sources) {
    for (const { kind, name } of treeOf(source).value.declarations) {
      const key = `${kind} ${name.text}`;
      found.set(key, [...(found.get(key) ?? []), asImport(source.path, source.path)]);
    }
  }
  // Files of one system alone have the longer names.
  for (const files of found.values()) files.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return found;
}
