import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let folder: string | undefined;

/** The folder of the standard library: the one beside the package.json of this package, bundled or not. */
export function libraryFolder(): string {
  if (folder !== undefined) return folder;
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'stdlib', 'primitives.sflow')) && dirname(at) !== at) at = dirname(at);
  folder = join(at, 'stdlib');
  return folder;
}
