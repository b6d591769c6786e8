import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import type { BatchWorkflow, Model } from '../model/model.ts';

/** Executors that wait for each other would never start. Each cycle is reported once, at its first executor. */
export function findCycles(model: Model, reporter: Reporter): void {
  for (const application of model.applications) {
    for (const workflow of application.batch) reportCycles(workflow, reporter);
  }
}

function reportCycles(workflow: BatchWorkflow, reporter: Reporter): void {
  const steps = [...workflow.executors, ...workflow.runs];
  const after = new Map(steps.map((step) => [step.name, step.after.flatMap((edge) => edge.steps)]));
  const done = new Set<string>();
  for (const { name } of steps) {
    const trail: string[] = [];
    // An explicit stack: a chain of executors may be as long as a file allows.
    const stack: { name: string; next: number }[] = [{ name, next: 0 }];
    while (stack.length > 0) {
      const top = stack.at(-1);
      if (!top) break;
      if (top.next === 0) trail.push(top.name);
      const next = after.get(top.name)?.[top.next++];
      if (next === undefined) {
        done.add(top.name);
        trail.pop();
        stack.pop();
      } else if (!done.has(next) && next !== top.name && after.has(next)) {
        const start = trail.indexOf(next);
        if (start === -1) stack.push({ name: next, next: 0 });
        else report(workflow, trail.slice(start), reporter);
      }
    }
  }
}

function report(workflow: BatchWorkflow, waiting: readonly string[], reporter: Reporter): void {
  // The walk goes from a waiting executor to what it waits for; people read in the order of running.
  const ran = [...waiting].reverse();
  const steps = [...workflow.executors, ...workflow.runs];
  const indexes = ran.map((name) => steps.findIndex((step) => step.name === name));
  const start = indexes.indexOf(Math.min(...indexes));
  const cycle = [...ran.slice(start), ...ran.slice(0, start)];
  const [first] = cycle;
  const spans = cycle.flatMap((name) => steps.find((step) => step.name === name)?.span ?? []);
  const [place, ...others] = spans;
  if (!place || first === undefined) return;
  reporter.report(
    'dag-cycle',
    place,
    { cycle: [...cycle, first] },
    {
      labels: others.map((span) => ({ span, text: 'this is part of the circle' })),
      help: 'take one of the names from behind after',
    },
  );
}
