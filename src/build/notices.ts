import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Licences that ask for no more than to be passed on with the code. */
const ACCEPTED: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Unlicense',
];

/** Names of files with a licence or with what Apache-2.0 wants to be passed on, whatever their ending. */
const TEXTS = /^((un)?licen[cs]e|copying|notice)(\.|$)/i;

/** Where a file says that a part of it comes from another package: esbuild writes such comments between modules. */
const ORIGIN = /^\/\/ node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm;

/** A package of which a bundle holds code. */
interface Held {
  readonly name: string;
  readonly version: string;
  /** By the name that SPDX has for it. */
  readonly licence: string | undefined;
  readonly text: string;
}

interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
}

export interface Notices {
  readonly text: string;
  /** Sentences; where there are any, what was bundled must not be published. */
  readonly faults: readonly string[];
}

/**
 * The licences of the packages that the files of bundles belong to, in the order of their names. A package can hold others,
 * as Prettier does: those are found by the comments in its files, and their licences in its THIRD-PARTY-NOTICES.md.
 */
export async function thirdPartyNotices(files: readonly string[]): Promise<Notices> {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const folder = packageOf(file);
    if (folder !== undefined) folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  const held: Held[] = [];
  for (const [folder, own] of folders) held.push(await packageIn(folder), ...(await embedded(folder, own)));
  const titled = new Map(held.map((one) => [`${one.name} ${one.version}`, one]));
  const sorted = [...titled].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return { text: render(sorted), faults: sorted.flatMap(faultsOf) };
}

/** `a/node_modules/b/c.js`: `a/node_modules/b`. Of a file of our own: undefined. */
const packageOf = (file: string): string | undefined =>
  /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];

async function packageIn(folder: string): Promise<Held> {
  const { name, version, license } = JSON.parse(await readText(join(folder, 'package.json'))) as PackageFile;
  const names = (await readdir(folder)).filter((name) => TEXTS.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readText(join(folder, name))));
  const text = texts.length > 0 ? texts.join('\n\n') : await readmeText(folder);
  return { name, version, licence: typeof license === 'string' ? license : undefined, text };
}

/** Some have the text under a heading of their README, and in no file of its own. */
async function readmeText(folder: string): Promise<string> {
  const readme = await readText(join(folder, 'README.md')).catch(() => '');
  const section = readme.split(/^#+ /m).find((each) => /^licen[cs]e\s*\n/i.test(each) && /permission/i.test(each));
  return section?.replace(/^.*\n/, '').trim() ?? '';
}

async function embedded(folder: string, files: readonly string[]): Promise<Held[]> {
  const texts = await Promise.all(files.map(readText));
  const names = new Set(texts.flatMap((text) => [...text.matchAll(ORIGIN)].map(([, name = '']) => name)));
  if (names.size === 0) return [];
  const notices = await readText(join(folder, 'THIRD-PARTY-NOTICES.md')).catch(() => '');
  const sections = new Map(notices.split(/^## /m).map((section) => [section.split('@v', 1)[0] ?? '', section]));
  return [...names].map((name) => sectionOf(name, sections.get(name) ?? ''));
}

/** A section names the version behind `@v`, says `License: …`, and quotes the text. */
const sectionOf = (name: string, section: string): Held => ({
  name,
  version: /@v(\S+)/.exec(section)?.[1] ?? '',
  licence: /^License: (\S+)/m.exec(section)?.[1],
  text: (/^License:[^]*/m.exec(section)?.[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('>'))
    .map((line) => line.replace(/^> ?/, ''))
    .join('\n'),
});

const readText = async (path: string): Promise<string> =>
  (await readFile(path, 'utf8')).replaceAll('\r\n', '\n').trim();

function faultsOf({ name, version, licence, text }: Held): string[] {
  const title = `${name} ${version}`.trim();
  if (text === '') return [`${title} is bundled, and the text of its licence is nowhere to be found`];
  if (licence === undefined) return [`${title} is bundled, and its package.json names no licence`];
  return ACCEPTED.includes(licence)
    ? []
    : [`${title} is bundled under the licence ${licence}, which nobody has agreed to`];
}

const render = (held: readonly Held[]): string =>
  [
    'The bundles in this folder hold code of the packages below, under these licences.',
    ...held.map(
      ({ name, version, licence, text }) => `${'-'.repeat(80)}\n${name} ${version} (${String(licence)})\n\n${text}`,
    ),
  ].join('\n\n') + '\n';
