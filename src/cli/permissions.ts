import type { Right } from '../api/index.ts';
import { permissions as rightsOf } from '../api/permissions.ts';
import { compilePath, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { laidOut } from './table.ts';

export interface PermissionsOptions extends Omit<CompileOptions, 'format'> {
  readonly format: 'text' | 'json';
  /** Sources of another version. */
  readonly against?: string;
}

/** Shows what each agent may do in the cluster, or what of that has changed since another version of the sources. */
export async function permissions(path: string, options: PermissionsOptions): Promise<number> {
  const { format, against, ...settings } = options;
  const compiled = await compilePath(path, settings);
  if (!compiled.ok) return EXIT.errors;
  const now = rightsOf(compiled.manifests);
  if (against === undefined) {
    process.stdout.write(format === 'json' ? json(now) : tableOf(now));
    return EXIT.ok;
  }
  const other = await compilePath(against, settings);
  if (!other.ok) return EXIT.errors;
  const before = rightsOf(other.manifests);
  const [added, removed] = [without(now, before), without(before, now)];
  process.stdout.write(format === 'json' ? json({ added, removed }) : changesOf(added, removed));
  return EXIT.ok;
}

const json = (data: unknown): string => `${JSON.stringify(data, null, 2)}\n`;

const HEAD = ['AGENT', 'MAY', 'RESOURCE', 'OBJECTS', 'NAMESPACE'];

const columnsOf = ({ agent, verbs, resource, objects, within }: Right): readonly string[] => [
  agent,
  verbs.join(','),
  resource,
  objects?.join(',') ?? '(all)',
  within,
];

function tableOf(rights: readonly Right[]): string {
  if (rights.length === 0) return 'no agent may do anything in the cluster\n';
  return laidOut([HEAD, ...rights.map(columnsOf)]) + notesOf(rights);
}

function changesOf(added: readonly Right[], removed: readonly Right[]): string {
  if (added.length + removed.length === 0) return 'no right of an agent has changed\n';
  const rows = [...added.map((right) => ['+', right] as const), ...removed.map((right) => ['-', right] as const)];
  rows.sort(([, a], [, b]) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return laidOut([['', ...HEAD], ...rows.map(([sign, right]) => [sign, ...columnsOf(right)])]) + notesOf(added);
}

/** Why some rights are for all objects, each reason once. */
function notesOf(rights: readonly Right[]): string {
  const byNote = new Map<string, Set<string>>();
  for (const { note, verbs, resource } of rights) {
    if (note === undefined) continue;
    const known = byNote.get(note) ?? new Set();
    byNote.set(note, known.add(`${verbs.join(',')} ${resource}`));
  }
  if (byNote.size === 0) return '';
  const lines = [...byNote].map(([note, what]) => `  ${[...what].sort().join('; ')}: ${note}\n`);
  return `\n(all) is as narrow as the API server allows:\n${lines.join('')}`;
}

const keyOf = (right: Right): string => JSON.stringify([right.namespace, ...columnsOf(right)]);

const without = (rights: readonly Right[], others: readonly Right[]): readonly Right[] => {
  const known = new Set(others.map(keyOf));
  return rights.filter((right) => !known.has(keyOf(right)));
};
