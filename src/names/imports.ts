import { dirname, join, normalize } from 'node:path/posix';

/** The path of the file that an import names: beside the importing file, or in the standard library. */
export function importPath(importer: string, from: string): string {
  const named = from.endsWith('.sflow') ? from : `${from}.sflow`;
  return from.startsWith('std/') ? named : normalize(join(dirname(importer), named));
}
