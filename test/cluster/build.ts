import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { list } from '../target/emit/look.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = join(ROOT, '.build', 'sflow.cjs');
const run = promisify(execFile);

/** The objects of an example as users get them, and who administers the cluster: built by the command line and found by kustomizations. */
export const buildExample = (name: string): Promise<KubernetesObject[]> => build(`examples/${name}`);

/** Likewise those of any sources; a path that is not absolute is one in the project. */
export async function build(path: string, ...options: readonly string[]): Promise<KubernetesObject[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'sflow-cluster-'));
  try {
    const output = join(scratch, 'manifests');
    await run(process.execPath, [PROGRAM, 'build', path, ...options, '-o', output], { cwd: ROOT });
    const ofCluster = join(output, 'cluster');
    return [...(existsSync(ofCluster) ? await objectsIn(ofCluster) : []), ...(await objectsIn(output))];
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function objectsIn(path: string): Promise<KubernetesObject[]> {
  if (path.endsWith('.yaml')) {
    const documents = parseAllDocuments(await readFile(path, 'utf8'));
    return documents.map((document) => document.toJS() as KubernetesObject);
  }
  const kustomization: unknown = parse(await readFile(join(path, 'kustomization.yaml'), 'utf8'));
  const found = await Promise.all(list(kustomization, 'resources').map((one) => objectsIn(join(path, String(one)))));
  return found.flat();
}
