import { readFileSync, readdirSync } from 'node:fs';
import { parse } from '../../../grammar/parse.ts';
import type { Source } from '../../../src/base/source/source.ts';
import { everything } from '../../grammar/fixture.ts';

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.sflow'));

const read = (path: string): Source => ({ path, text: readFileSync(path, 'utf8') });

const snippetsOf = (path: string): Source[] =>
  [...readFileSync(path, 'utf8').matchAll(/^```sflow\n([^]*?)^```/gm)].map(([, text = ''], at) => ({
    path: `${path}:${at}`,
    text,
  }));

/** What cannot be read is not laid out. */
const isRefused = (path: string): boolean => path.startsWith('test/cases/syntax/habits');
/** All files of the repository. */
export const files: readonly Source[] = ['examples', 'stdlib', 'test']
  .flatMap(filesIn)
  .filter((path) => !isRefused(path))
  .sort()
  .map(read);
/** What the reference shows. */
export const snippets: readonly Source[] = ['README.md', 'grammar/README.md'].flatMap(snippetsOf);
/** All of them, and a file with every construct of the grammar. */
export const sources: readonly Source[] = [...files, ...snippets, { path: 'everything.sflow', text: everything }];

/** Tokens and comments, each as it is written. */
export function contentOf(text: string): { tokens: string[]; comments: string[] } {
  const { tokens } = parse({ path: 'main.sflow', text }).value;
  const of = (isComment: boolean): string[] =>
    tokens.filter(({ kind }) => (kind === 'comment') === isComment).map(({ start, end }) => text.slice(start, end));
  return { tokens: of(false), comments: of(true).map((comment) => comment.trimEnd()) };
}

/** The tree without places. */
export function treeOf(text: string): unknown {
  const { imports, declarations } = parse({ path: 'main.sflow', text }).value;
  return JSON.parse(
    JSON.stringify({ imports, declarations }, (key, value: unknown) => (key === 'span' ? null : value)),
  );
}
