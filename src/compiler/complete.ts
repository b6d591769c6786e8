import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRELUDE } from '../language/names/resolve.ts';
import type { Source } from '../base/source/source.ts';
import { importsOf } from './imports-of.ts';
import { libraryFolder } from './library.ts';

const texts = new Map<string, string | undefined>();

/** A file of the standard library, which is a part of this program; read once. */
function libraryText(path: string): string | undefined {
  if (!texts.has(path)) {
    try {
      texts.set(path, readFileSync(join(libraryFolder(), path.slice('std/'.length)), 'utf8'));
    } catch {
      texts.set(path, undefined);
    }
  }
  return texts.get(path);
}

/** Adds what sources need of the standard library and do not bring. An import of what is not there is reported later. */
export function complete(sources: readonly Source[]): readonly Source[] {
  const all = [...sources];
  const known = new Set(sources.map(({ path }) => path));
  const open = [PRELUDE, ...sources.flatMap(importsOf)];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (known.has(path) || !/^std\/[\w-]+\.sflow$/.test(path)) continue;
    known.add(path);
    const text = libraryText(path);
    if (text === undefined) continue;
    const source = { path, text };
    all.push(source);
    open.push(...importsOf(source));
  }
  return all;
}
