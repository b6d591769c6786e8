import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { writeFiles } from '../src/target/emit/emit.ts';
import type { KubernetesObject, ManifestFile } from '../src/target/emit/manifest.ts';
import { list, text, walk } from './target/emit/look.ts';
import { danglingReferences } from './target/emit/references.ts';
import { compileFolder, objectsOf, withAllShipped } from './target/emit/sources.ts';
import { validateObject } from './target/emit/validate.ts';

const EXAMPLES = fileURLToPath(new URL('../examples/', import.meta.url));
const MAIN = new URL('../src/cli/main.ts', import.meta.url);

/** The command line in a process of its own, in a folder of one's choice. */
async function sflow(cwd: string, ...args: readonly string[]): Promise<void> {
  const script = `process.exitCode = await (await import(${JSON.stringify(MAIN.href)})).main(${JSON.stringify(args)})`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd });
}

async function contents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return Object.fromEntries(files.map((file, index) => [file.slice(folder.length + 1), texts[index] ?? '']));
}

const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

const textsOf = (files: readonly ManifestFile[] = []): Record<string, string> =>
  Object.fromEntries(writeFiles(files).map((file) => [file.path, file.text]));

describe.each(readdirSync(EXAMPLES))('examples/%s', (name) => {
  const folder = join(EXAMPLES, name);
  let files: readonly ManifestFile[];
  let objects: readonly KubernetesObject[];

  beforeAll(async () => {
    const { diagnostics, manifests = [] } = await compileFolder(folder);
    // The paper's rule of the leaf case is kept, and warned of.
    const warned = name === 'leaf' ? ['replicas-for-failures'] : [];
    expect(diagnostics.map((each) => each.name)).toEqual(warned);
    files = manifests;
    objects = objectsOf(manifests);
    expect(objects.length).toBeGreaterThan(0);
  });

  it('gives objects that the schema of their kind takes', () => {
    const problems = objects.flatMap((object) => validateObject(object).map((problem) => [nameOf(object), problem]));
    expect(problems).toEqual([]);
  });

  it('refers to nothing that is not there, once agents have deployed what is left to them', async () => {
    const { manifests } = await compileFolder(folder, withAllShipped);
    expect(danglingReferences(objectsOf(manifests))).toEqual([]);
  });

  it('has a place in the sources on each object', () => {
    for (const object of objects) {
      const place = text(object, 'metadata.annotations', 'sflow.dev/source');
      expect(place, nameOf(object)).toMatch(/^[\w/.-]+\.sflow:[1-9]\d*$/);
    }
  });

  it('leaves scaling to objects of its own', () => {
    const keys = objects.flatMap((object) => [...walk(object)].map(({ keys }) => keys.at(-1)));
    expect(keys).not.toContain('kedaSpec');
    expect(keys).not.toContain('hpaSpec');
  });

  it('is written as YAML that reads as the same data', () => {
    const written = writeFiles(files);
    for (const { path, objects: expected } of files) {
      const file = written.find((one) => one.path === path);
      for (const version of ['1.1', '1.2'] as const) {
        const documents = parseAllDocuments(file?.text ?? '', { version, merge: false });
        expect(documents.map((document) => document.toJS() as unknown)).toEqual(expected);
      }
    }
  });

  it('names each file in the kustomization beside it', () => {
    const written = textsOf(files);
    const resources = (path: string): string[] => list(parse(written[path] ?? ''), 'resources').map(String);
    // What belongs to no team is applied by others.
    const ofCluster = Object.keys(written).some((path) => path.startsWith('cluster/')) ? ['cluster'] : [];
    const named = [...resources('kustomization.yaml'), ...ofCluster].flatMap((team) => [
      `${team}/kustomization.yaml`,
      ...resources(`${team}/kustomization.yaml`).map((file) => `${team}/${file}`),
    ]);
    expect(['kustomization.yaml', ...named].sort()).toEqual(Object.keys(written).sort());
  });

  it('gives the same bytes from the same sources in another order', async () => {
    const reversed = await compileFolder(folder, (sources) => [...sources].reverse());
    expect(textsOf(reversed.manifests)).toEqual(textsOf(files));
  });

  it('gives the same bytes again, and from another folder', async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'sflow-examples-'));
    try {
      await cp(folder, join(scratch, 'copy', 'of it'), { recursive: true });
      await sflow(EXAMPLES, 'build', name, '-o', join(scratch, 'first'));
      await sflow(scratch, 'build', 'copy/of it', '-o', 'second');
      await sflow(join(scratch, 'copy', 'of it'), 'build', '.', '-o', '../../third');
      const first = await contents(join(scratch, 'first'));
      expect(first).toMatchObject(textsOf(files));
      expect(await contents(join(scratch, 'second'))).toEqual(first);
      expect(await contents(join(scratch, 'third'))).toEqual(first);
    } finally {
      await rm(scratch, { recursive: true });
    }
  });
});
