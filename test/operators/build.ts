import { cp, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { build as compiled } from '../cluster/build.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The objects of sources, a path in the project if it is not absolute. With `ARGO_VERSION` their platforms promise that version,
 * which the controller has to be that runs on the cluster.
 */
export async function build(path: string, ...options: readonly string[]): Promise<KubernetesObject[]> {
  const version = process.env.ARGO_VERSION ?? '';
  if (version === '') return compiled(path, ...options);
  const scratch = await mkdtemp(join(tmpdir(), 'sflow-promised-'));
  try {
    const copy = join(scratch, basename(path));
    await cp(resolve(ROOT, path), copy, { recursive: true });
    await promise(copy, version);
    return await compiled(copy, ...options);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function promise(path: string, version: string): Promise<void> {
  if ((await stat(path)).isDirectory()) {
    for (const name of await readdir(path)) await promise(join(path, name), version);
  } else if (path.endsWith('.sflow')) {
    const text = await readFile(path, 'utf8');
    const said = /(versions\s*\{[^}]*argo: )"[^"]*"/;
    const promised = said.test(text)
      ? text.replace(said, `$1"${version}"`)
      : text.replace(/^platform \w+ \{/gm, `$& versions { argo: "${version}" }\n`);
    await writeFile(path, promised);
  }
}
