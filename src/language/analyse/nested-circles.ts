import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import type { BatchWorkflow, Model, NestedRun } from '../model/model.ts';

/** A workflow that is a step of itself, even by way of others, would have no end. Each circle is reported once. */
export function findNestedCycles(model: Model, reporter: Reporter): void {
  const done = new Set<BatchWorkflow>();
  const visit = (workflow: BatchWorkflow, trail: readonly { of: BatchWorkflow; by: NestedRun }[]): void => {
    if (done.has(workflow)) return;
    const start = trail.findIndex(({ of }) => of === workflow);
    const [first, ...others] = start === -1 ? [] : trail.slice(start);
    if (first) {
      const cycle = [first, ...others].map(({ of }) => of.name);
      const labels = others.map(({ by }) => ({ span: by.span, text: 'this is part of the circle' }));
      reporter.report('nested-circle', first.by.span, { cycle: [...cycle, first.of.name] }, { labels });
      return;
    }
    for (const run of workflow.runs) {
      const inner = model.batch.get(run.workflow.id);
      if (inner) visit(inner, [...trail, { of: workflow, by: run }]);
    }
    done.add(workflow);
  };
  for (const workflow of model.batch.values()) visit(workflow, []);
}
