import { defined } from '../base/values/defined.ts';
import { sourceOf } from '../compiler/source-of.ts';
import type { DiagnosticName } from '../base/diagnostics/catalogue.ts';
import { LoadError } from '../compiler/load-error.ts';
import { LOCK_FILE, type Lock } from '../target/outline/lock.ts';
import type { Example, Program } from '../base/diagnostics/examples/example.ts';
import type { Source } from '../base/source/source.ts';
import { compile } from './compile.ts';
import type { Diagnostic } from './types.ts';

/** A small program, compiled. */
export interface Sample {
  /** What is shown. Something else may stand behind the text of a file when it is compiled. */
  readonly files: readonly Source[];
  /** What was compiled. */
  readonly sources: readonly Source[];
  /** Of the command line, as `--set epochs=many`. */
  readonly flags: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The smallest program that raises a message, and the one that was meant. */
export interface Samples {
  readonly wrong: Sample;
  readonly right: Sample;
  /** What else the programs take for granted, in a sentence. */
  readonly told?: string;
}

/** Examples are only loaded here: whoever compiles does not need them. */
export async function samplesOf(name: string): Promise<Samples> {
  const [{ examples }, { surroundings }] = await Promise.all([
    import('../base/diagnostics/examples/examples.ts'),
    import('../base/diagnostics/examples/example.ts'),
  ]);
  const example: Example = examples[name as DiagnosticName];
  const given = example.given === undefined ? undefined : surroundings[example.given];
  return defined({
    wrong: await sampleOf(example.bad, given?.text ?? ''),
    right: await sampleOf(example.good, given?.text ?? ''),
    told: given?.told,
  });
}

async function sampleOf(program: Example['bad'], given: string): Promise<Sample> {
  const {
    files: texts,
    set = {},
    platform,
    locked,
  }: Program = typeof program === 'string' ? { files: { [MAIN]: program } } : program;
  const files: Source[] = [];
  const sources: Source[] = [];
  const unread: Diagnostic[] = [];
  for (const [path, text] of Object.entries(texts)) {
    const source = sourceOf(path, typeof text === 'string' ? Buffer.from(text.replace(/^\n/, '')) : text);
    if ('code' in source) {
      unread.push(source);
      files.push({ path, text: Buffer.from(text).toString('utf8') });
    } else {
      files.push(source);
      if (path === LOCK_FILE) continue;
      sources.push(path === MAIN ? { path, text: source.text + given } : source);
    }
  }
  const lock = await lockOf(files.find(({ path }) => path === LOCK_FILE)?.text);
  const { diagnostics, notes } = compile(sources, defined({ values: set, platform, lock, locked }));
  const flags = [
    ...(platform === undefined ? [] : [`--platform ${platform}`]),
    ...Object.entries(set).map(([name, value]) => `--set ${name}=${value}`),
    ...(locked ? ['--locked'] : []),
  ];
  return { files, sources, flags, diagnostics: [...unread, ...diagnostics, ...notes] };
}

async function lockOf(text: string | undefined): Promise<Lock | undefined> {
  if (text === undefined) return undefined;
  const { readLock } = await import('../compiler/lock-file.ts');
  const lock = readLock(text, LOCK_FILE);
  return lock instanceof LoadError ? undefined : lock;
}

const MAIN = 'main.sflow';
