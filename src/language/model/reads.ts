import { within, type Term } from '../types/term.ts';
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
