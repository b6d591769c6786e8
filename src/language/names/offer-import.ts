import { defined } from '../../base/values/defined.ts';
import type { Details, Fix } from '../../base/diagnostics/diagnostic.ts';
import type { Declaration, File } from '../syntax/nodes.ts';
import { asImport, importPath, importedPath } from './imports.ts';
import { declaredName, type Names } from './scope.ts';

/** Which files of the standard library declare something of this kind and name, imported or not, as `std/istio`. */
export type Library = (kind: 'sensor' | 'template' | 'strategy', name: string) => readonly string[];

/**
 * Says which other file has a name that a file uses and does not import: one of the user's, or else one of the library.
 * The edit is offered where there is no choice.
 */
export function offerImport(
  names: Names,
  file: File,
  name: string,
  fits: (declaration: Declaration) => boolean,
  libraries: readonly string[],
): Details | undefined {
  const own = [...names.scopes.values()].flatMap(({ file: other }) =>
    other !== file &&
    !other.path.startsWith('std/') &&
    other.declarations.some((one) => isNamed(one, name) && fits(one))
      ? [other.path]
      : [],
  );
  const froms = own.length > 0 ? own.map((path) => asImport(file.path, path)) : libraries;
  const [first, ...others] = froms;
  if (first === undefined) return undefined;
  const whose = own.length === 0 ? 'the standard library' : others.length === 0 ? own[0] : 'other files';
  const verb = own.length > 1 ? 'have' : 'has';
  return defined({
    help: `${whose ?? ''} ${verb} it: import { ${name} } from ${froms.map((from) => `"${from}"`).join(' or ')}`,
    fix: others.length > 0 ? undefined : importing(file, name, first),
  });
}

const isNamed = (declaration: Declaration, name: string): boolean => declaredName(declaration)?.text === name;

/** Beside other names of the same file, else behind the other imports, else at the top. */
function importing({ path, imports, tokens }: File, name: string, from: string): Fix {
  const line = `import { ${name} } from "${from}"`;
  const at = (place: number, text: string): Fix => ({ span: { path, start: place, end: place }, text });
  for (const declaration of imports) {
    const last = declaration.names.at(-1);
    const isSame = importedPath(path, declaration) === importPath(path, from);
    if (isSame && last) return at(last.span.end, `, ${name}`);
  }
  const lastImport = imports.at(-1);
  return lastImport ? at(lastImport.span.end, `\n${line}`) : at(tokens[0]?.start ?? 0, `${line}\n\n`);
}
