import { within, type Term } from '../types/term.ts';
import type { ScalarName, Type } from '../types/type.ts';
import type { Executor } from './batch.ts';

/** The terms by which an executor reads what others leave. */
export const termsOf = ({ args, environment, condition, loops, inputs, stored }: Executor): Term[] => [
  ...args.map(({ value }) => value),
  ...environment.map(({ value }) => value),
  ...loops.map(({ over }) => over),
  ...[...inputs, ...stored].flatMap(({ path, key }) => [path, key]),
  ...(condition ? [condition] : []),
];

/** What an executor leaves, as another one names it. */
export type Read = Extract<Term, { op: 'output' | 'stored' | 'value' }>;

export const isRead = (term: Term): term is Read => term.op === 'output' || term.op === 'stored' || term.op === 'value';

/** What an executor reads of others, each output once, at the first place. */
export function readsOf(executor: Executor): Read[] {
  const reads = new Map<string, Read>();
  for (const term of termsOf(executor).flatMap(within)) {
    if (isRead(term)) {
      const key = `${term.executor}.${term.output}`;
      if (!reads.has(key)) reads.set(key, term);
    }
  }
  return [...reads.values()];
}

/** What a program finds in the store by what it is given. */
const stored: readonly ScalarName[] = ['Model', 'ModelVersion', 'Dataset'];

function isStored(type: Type): boolean {
  const bare = type.kind === 'optional' ? type.of : type;
  return bare.kind === 'scalar' && stored.includes(bare.name);
}

/**
 * Whether the program of an executor reaches the artifact store itself, as far as the source shows it: it has keys there, begins
 * runs of the tracker, whose files lie there, or is given a model or the data of a run.
 */
export const usesStore = (executor: Executor): boolean =>
  executor.metrics.length + executor.inputs.length + executor.stored.length > 0 ||
  [...executor.args, ...executor.environment].some(({ value }) =>
    within(value).some((term) => !isRead(term) && isStored(term.type)),
  );
