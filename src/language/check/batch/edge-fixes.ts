import type { Details } from '../../../base/diagnostics/diagnostic.ts';
import type * as syntax from '../../syntax/nodes.ts';

/** Adds a name behind `after`, or the clause itself. None where the place is not plain. */
export function addEdge(step: syntax.Executor | syntax.NestedRun | undefined, producer: string): Pick<Details, 'fix'> {
  if (!step || step.name.text === producer) return {};
  const last = step.after.at(-1);
  const insert = (end: number, text: string): Pick<Details, 'fix'> => ({
    fix: { span: { path: step.span.path, start: end, end }, text },
  });
  if (last) return insert(last.span.end, `, ${producer}`);
  if (step.kind === 'executor') return insert((step.loops.at(-1) ?? step.name).span.end, ` after ${producer}`);
  return step.condition ? {} : insert(step.span.end, ` after ${producer}`);
}

/** Leaves one of several names behind `after` away, with its comma. */
export function withoutEdge(after: readonly syntax.Edge[], index: number): Pick<Details, 'fix'> {
  const [before, own, next] = [after[index - 1]?.span, after[index]?.span, after[index + 1]?.span];
  if (!own || (!before && !next)) return {};
  const [start, end] = before ? [before.end, own.end] : [own.start, next?.start ?? own.end];
  return { fix: { span: { ...own, start, end }, text: '' } };
}
