import type { Details, Fix } from '../diagnostics/diagnostic.ts';
import type { File } from '../syntax/nodes.ts';

/** Which files of the standard library declare something of this kind and name, imported or not, as `std/istio`. */
export type Library = (kind: 'sensor' | 'template' | 'strategy', name: string) => readonly string[];

/** Says where the library has a name that a file uses and does not import. The edit is offered where there is no choice. */
export function offerImport(file: File, name: string, libraries: readonly string[]): Details | undefined {
  const [only, ...others] = libraries;
  if (only === undefined) return undefined;
  const from = libraries.map((library) => `"${library}"`).join(' or ');
  return {
    help: `the standard library has it: import { ${name} } from ${from}`,
    ...(others.length > 0 ? {} : { fix: importing(file, name, only) }),
  };
}

/** Beside other names of the same file, else behind the other imports, else at the top. */
function importing({ path, imports }: File, name: string, library: string): Fix {
  const line = `import { ${name} } from "${library}"`;
  const at = (place: number, text: string): Fix => ({ span: { path, start: place, end: place }, text });
  for (const { names, from } of imports) {
    const [part] = from.parts;
    const last = names.at(-1);
    if (part?.kind === 'text' && part.value.replace(/\.sflow$/, '') === library && last) {
      return at(last.span.end, `, ${name}`);
    }
  }
  const lastImport = imports.at(-1);
  return lastImport ? at(lastImport.span.end, `\n${line}`) : at(0, `${line}\n`);
}
