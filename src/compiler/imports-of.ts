import { importPath } from '../language/names/imports.ts';
import type { Source } from '../base/source/source.ts';

/** The files that a text imports, found without the grammar: what is in doubt is looked for and then not missed. */
export function importsOf({ path, text }: Source): string[] {
  return [...text.matchAll(/\bfrom\s*"([^"\n]*)"/g)].flatMap(([, from]) =>
    from === undefined || from === '' ? [] : [importPath(path, from)],
  );
}
