import { dirname, join, normalize, relative } from 'node:path/posix';
import type { Import } from '../syntax/nodes.ts';

/** The path of the file that an import in a file names; undefined where it names none, or one that depends on something. */
export function importedPath(importer: string, { from }: Import): string | undefined {
  const [part, ...rest] = from.parts;
  return part?.kind === 'text' && rest.length === 0 ? importPath(importer, part.value) : undefined;
}

/** The path of the file that an import names: beside the importing file, or in the standard library. */
export function importPath(importer: string, from: string): string {
  const named = from.endsWith('.sflow') ? from : `${from}.sflow`;
  return from.startsWith('std/') ? named : normalize(join(dirname(importer), named));
}

/** How an import names a file: `./platform`, `../platform`, `std/agents`. */
export function asImport(importer: string, path: string): string {
  const bare = path.replace(/\.sflow$/, '');
  if (bare.startsWith('std/')) return bare;
  const way = relative(dirname(importer), bare);
  return way.startsWith('../') ? way : `./${way}`;
}
