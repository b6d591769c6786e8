import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Document } from 'yaml';
import {
  LoadError,
  load,
  renderJson,
  renderSarif,
  renderText,
  type Compilation,
  type CompileOptions as Settings,
  type Diagnostic,
  type Loaded,
  type Span,
} from '../api/index.ts';
import { compileTo } from '../api/compile.ts';
import { defined } from '../base/values/defined.ts';
import { isRecord } from '../base/values/plain.ts';
import { UsageError } from './usage.ts';

export interface CompileOptions {
  readonly format?: 'text' | 'json' | 'sarif';
  readonly platform?: string;
  readonly set?: readonly string[];
  readonly values?: string;
  readonly locked?: boolean;
}

export interface Compiled extends Compilation {
  readonly root: string;
  /** The sources that were read, but those of the library. */
  readonly paths: readonly string[];
}

/** Loads and compiles what a command names, and prints what was found. */
export async function compilePath(path: string, options: CompileOptions): Promise<Compiled> {
  const { loaded, settings } = await loadPath(path, options);
  const compilation = compileTo(loaded, settings);
  print([...compilation.diagnostics, ...compilation.notes], loaded, options.format ?? 'text');
  const own = loaded.sources.filter((source) => !source.path.startsWith('std/'));
  return { ...compilation, root: loaded.root, paths: own.map((source) => shownPath(loaded.root, source.path)) };
}

/** Reads what a command names, and what its flags say of it. */
export async function loadPath(path: string, options: CompileOptions): Promise<{ loaded: Loaded; settings: Settings }> {
  const values = Object.fromEntries(await valuesOf(options));
  const loaded = await load(path).catch((error: unknown) => {
    throw error instanceof LoadError ? new UsageError(error.message) : error;
  });
  const { platform, locked } = options;
  return { loaded, settings: defined<Settings>({ values, platform, locked }) };
}

/** The path by which a user knows a source. */
export const shownPath = (root: string, path: string): string =>
  path.startsWith('std/') ? path : join(relative('.', root), path);

/** Messages go to the standard error where people read them, and to the standard output where programs do. */
export function print(
  diagnostics: readonly Diagnostic[],
  { sources, root }: Pick<Loaded, 'sources' | 'root'>,
  format: 'text' | 'json' | 'sarif',
): void {
  const shown = (path: string): string => shownPath(root, path);
  const move = (span: Span): Span => ({ ...span, path: shown(span.path) });
  const moved = diagnostics.map((found) => ({
    ...found,
    span: move(found.span),
    labels: found.labels.map((label) => ({ ...label, span: move(label.span) })),
    ...(found.fix ? { fix: { ...found.fix, span: move(found.fix.span) } } : {}),
  }));
  const shownSources = sources.map(({ path, text }) => ({ path: shown(path), text }));
  if (format === 'json') process.stdout.write(renderJson(moved, shownSources));
  else if (format === 'sarif') process.stdout.write(renderSarif(moved, shownSources));
  else if (moved.length > 0) process.stderr.write(renderText(moved, shownSources, { colour: process.stderr.isTTY }));
}

async function valuesOf({ set, values: file }: CompileOptions): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  if (file !== undefined) for (const [name, value] of await readValues(file)) values.set(name, value);
  for (const pair of set ?? []) {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--set wants name=value, not ${pair}`);
    values.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return values;
}

async function readValues(file: string): Promise<(readonly [string, string])[]> {
  const text = textOf(file);
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new UsageError(`the values file ${file} is not YAML: ${error.message.split('\n')[0] ?? ''}`);
  const data = dataOf(document, file);
  if (data === null || data === undefined) return [];
  if (!isRecord(data)) throw new UsageError(`the values file ${file} is no list of name: value`);
  return Object.entries(data).map(([name, value]: [string, unknown]) => {
    if (Array.isArray(value)) return [name, value.map(String).join(',')] as const;
    if (isRecord(value)) throw new UsageError(`${name} in ${file} is a record; params are single values or lists`);
    return [name, value === null ? 'none' : scalarText(value)] as const;
  });
}

/** A name that stands for nothing, or for too much, is seen here first. */
function dataOf(document: Pick<Document, 'toJS'>, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new UsageError(`the values file ${file} cannot be read: ${error instanceof Error ? error.message : ''}`);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`the values file ${file} cannot be read`);
  }
}

const scalarText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
