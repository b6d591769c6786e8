import type { SubjectNode } from '../../contract/strategy-graph/strategy-graph.ts';
import type { ChangedSubject } from './event.ts';

/** Whether a change is one of what a trigger waits for. */
export function isSubject(waited: SubjectNode, changed: ChangedSubject): boolean {
  if (waited.kind !== changed.kind || waited.name !== changed.name) return false;
  if (waited.kind === 'model' || changed.kind === 'model') return true;
  if (waited.namespace !== changed.namespace) return false;
  return waited.kind !== 'executor' || (changed.kind === 'executor' && waited.executor === changed.executor);
}
