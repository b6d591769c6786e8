import { defined } from '../base/values/defined.ts';
import { extname } from 'node:path';
import { closestDrawable, draw, type DrawOptions } from '../api/draw.ts';
import { compilePath, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { replaceFile } from './replace-file.ts';
import { UsageError } from './usage.ts';

type Format = NonNullable<DrawOptions['format']>;

export interface GraphOptions extends Omit<CompileOptions, 'format'> {
  readonly output: string;
  readonly format?: Format;
  readonly only?: string;
}

export async function graph(path: string, options: GraphOptions): Promise<number> {
  const { output, only, format = formatOf(output), ...settings } = options;
  const compiled = await compilePath(path, settings);
  if (!compiled.ok) return EXIT.errors;
  const text = await draw(compiled, defined({ format, only }));
  if (text === undefined) throw new UsageError(`${path} ${nothingOf(only, compiled.applications)}`);
  if (output === '-') process.stdout.write(text);
  else await replaceFile(output, text);
  return EXIT.ok;
}

const endings: ReadonlyMap<string, Format> = new Map([
  ['.svg', 'svg'],
  ['.mmd', 'mermaid'],
  ['.mermaid', 'mermaid'],
  ['.dot', 'dot'],
  ['.gv', 'dot'],
]);

function formatOf(output: string): Format {
  if (output === '-') return 'svg';
  const format = endings.get(extname(output).toLowerCase());
  if (format) return format;
  const known = [...endings.keys()].join(', ');
  throw new UsageError(`${output} does not tell the format by its ending (${known}); say it: --format svg`);
}

function nothingOf(only: string | undefined, applications: Parameters<typeof closestDrawable>[1]): string {
  if (only === undefined) return 'has no workflow and no agent to draw';
  if (only === 'workflows' || only === 'agents') return `has no ${only} to draw`;
  const meant = closestDrawable(only, applications);
  return `has no workflow and no agent ${only}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}
