import { formatInstant } from '../../base/values/format.ts';
import { explainEntry } from '../engine/explain.ts';
import type { TraceEntry } from '../engine/trace.ts';
import { enough } from './enough.ts';

/** What a decision was and what came of it. */
export interface Why {
  /** As `count in scanflow-mnist-dataengineer/tracker-agent, 2026-03-01T14:00:00Z`. */
  readonly of: string;
  /** What was decided and what was done, one after the other; what belongs to one stands below it, moved in. */
  readonly lines: readonly string[];
  /** What would have been enough for it to act, where it did not. */
  readonly enough?: string;
}

/** In: the entries of one occurrence, in their order. Undefined where there is no decision among them. */
export function why(entries: readonly TraceEntry[]): Why | undefined {
  const decision = entries.find((entry) => entry.kind === 'decision');
  if (!decision) return undefined;
  const { strategy, namespace, agent, at, verdict, constraint } = decision;
  const needed = verdict === 'act' || !constraint ? undefined : enough(constraint);
  return {
    of: `${strategy} in ${namespace}/${agent}, ${formatInstant(at)}`,
    lines: entries.flatMap((entry) => {
      const { headline, details } = explainEntry(entry);
      return [headline, ...details.map((line) => `  ${line}`)];
    }),
    ...(needed === undefined ? {} : { enough: needed }),
  };
}
