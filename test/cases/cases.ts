import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path/posix';
import { renderText } from '../../src/api/index.ts';
import { samplesOf } from '../../src/api/example.ts';
import { catalogue } from '../../src/base/diagnostics/catalogue.ts';
import { allStages, goldensOf, type Goldens, type Stage } from './stages.ts';

const CASES = 'test/cases';
const EXAMPLES = 'examples';

/** What the cases of an area are about. */
const areas: Readonly<Record<string, readonly Stage[]>> = {
  agents: ['messages', 'manifests', 'graphs', 'play'],
  batch: ['messages', 'manifests'],
  endpoints: ['messages', 'manifests', 'interfaces'],
  online: ['messages', 'manifests'],
  platform: ['messages', 'manifests'],
  strategies: ['messages', 'graphs', 'play'],
  syntax: ['tree', 'messages'],
};

/** A folder of goldens, and what they have to be. */
export interface Case {
  readonly folder: string;
  readonly goldens: () => Promise<Goldens>;
}

const foldersIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    : [];

/** Every example at every stage; the cases of each area; what is said of the wrong program of each message. */
export const cases: readonly Case[] = [
  ...foldersIn(EXAMPLES).map((name) => ({
    folder: join(CASES, 'examples', name),
    goldens: () => goldensOf(join(EXAMPLES, name), allStages),
  })),
  ...Object.entries(areas).flatMap(([area, stages]) =>
    foldersIn(join(CASES, area)).map((name) => {
      const folder = join(CASES, area, name);
      return { folder, goldens: () => goldensOf(folder, stages) };
    }),
  ),
  { folder: join(CASES, 'messages'), goldens: messages },
];

/** The messages of the catalogue as they are shown for its wrong programs, a file each. */
async function messages(): Promise<Goldens> {
  const goldens = new Map<string, string>();
  for (const [name, { code }] of Object.entries(catalogue)) {
    const { files, diagnostics } = (await samplesOf(name)).wrong;
    goldens.set(`${code}-${name}.txt`, renderText(diagnostics, files));
  }
  return goldens;
}

/** What a case's sources are; all else in its folder is made. */
const isSource = (path: string): boolean =>
  path.endsWith('.sflow') || path === 'world.yaml' || path === 'models.lock.yaml';

/** The goldens as they are kept. */
export function keptIn(folder: string): Goldens {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath.replaceAll('\\', '/'), entry.name).slice(folder.length + 1))
      .filter((path) => !isSource(path))
      .sort()
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
}
