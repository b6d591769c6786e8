import type { BatchWorkflow, NestedRun } from '../../language/model/model.ts';
import { declaredAt } from '../../language/types/reference.ts';
import { formatDuration } from '../../base/values/quantity.ts';
import { applicationOf, type Context } from './context.ts';

/**
 * A workflow within another has no run of its own, so what it says of its runs has to hold for those of the other one anyway.
 */
export function checkNested(context: Context, outer: BatchWorkflow, run: NestedRun): void {
  const { workflow, span } = run;
  const inner = context.model.batch.get(workflow.id);
  if (applicationOf(context, workflow) !== context.application) {
    const found = 'a workflow of another application';
    const parameters = { name: workflow.name, found, expected: 'one of the same' };
    context.reporter.report('wrong-declaration', span, parameters, { labels: declaredAt(workflow) });
  }
  const lost = inner && lostOf(inner, outer);
  if (!lost) return;
  const parameters = { inner: workflow.name, outer: outer.name, clause: lost.clause };
  context.reporter.report('lost-in-nesting', span, parameters, { labels: declaredAt(workflow), help: lost.help });
}

/** What no run would keep, and what to do about it. */
function lostOf(
  { name, options }: BatchWorkflow,
  outer: BatchWorkflow,
): { readonly clause: string; readonly help: string } | undefined {
  const { exclusive, timeoutSeconds, parallel, queue } = options;
  const instead = (clause: string): string => `say ${clause} in ${outer.name}`;
  if (exclusive) {
    const clause = 'exclusive';
    return { clause, help: `start ${name} by itself, or leave it out there and ${instead(clause)}` };
  }
  if (timeoutSeconds !== undefined && (outer.options.timeoutSeconds ?? Infinity) > timeoutSeconds) {
    const clause = `timeout ${formatDuration(timeoutSeconds)}`;
    return { clause, help: `give its executors a timeout each and leave it out there, or ${instead(clause)}` };
  }
  if (parallel !== undefined && (outer.options.parallel ?? Infinity) > parallel) {
    const clause = `parallel ${String(parallel)}`;
    return { clause, help: instead(clause) };
  }
  if (queue && outer.options.queue?.name !== queue.name) {
    const clause = `queue volcano "${queue.name}"`;
    return { clause, help: instead(clause) };
  }
  return undefined;
}
