import type { BatchPlan, ExecutorPlan, RegisterPlan } from '../../plan/deployment-plan.ts';
import { argument, repetition } from './fan-out.ts';
import { whenText } from './formula.ts';
import { ENTRYPOINT, EXIT } from './names.ts';

/** The graph of a run. */
export function mainTemplate(plan: BatchPlan): object {
  const tasks = [
    ...plan.executors.map((executor) => executorTask(executor, plan.registers)),
    ...plan.registers.map(registerTask),
  ];
  // Where a model is registered, a step that fails elsewhere must not end the run before that. A candidate that fails does
  // not fail the run either: only the last steps count for its phase (`assessDAGPhase` in dag.go), as long as one is left.
  return { name: ENTRYPOINT, dag: { ...(plan.registers.length > 0 ? { failFast: false } : {}), tasks } };
}

function executorTask(executor: ExecutorPlan, registers: readonly RegisterPlan[]): object {
  const { name, after, condition, inputs, storedInputs } = executor;
  const parameters = inputs.map((input) => argument(executor, input));
  const artifacts = storedInputs.flatMap((input) =>
    'step' in input.from
      ? [{ name: input.name, from: `{{tasks.${input.from.step}.outputs.artifacts.${input.from.output}}}` }]
      : [],
  );
  const given = {
    ...(artifacts.length > 0 ? { artifacts } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
  };
  return {
    name,
    template: name,
    // A name alone stands for success, and for a step that was left out (enhanced-depends-logic.md).
    ...(after.length > 0 ? { depends: after.map((step) => isDone(step, registers)).join(' && ') } : {}),
    ...(condition ? { when: whenText(condition) } : {}),
    ...repetition(executor),
    ...(Object.keys(given).length > 0 ? { arguments: given } : {}),
  };
}

/** A register step that had nothing to choose from, since all candidates were left out, does not hold up what comes after it. */
function isDone(step: string, registers: readonly RegisterPlan[]): string {
  const register = registers.find(({ name }) => name === step);
  if (!register) return step;
  return `(${step} || (${step}.Omitted && ${register.candidates.map((candidate) => candidate.step).join(' && ')}))`;
}

const registerTask = ({ name, candidates }: RegisterPlan): object => ({
  name,
  template: name,
  // Argo waits for all that are named before it decides; one that failed leaves the choice to the others.
  depends: candidates.map(({ step, isFanOut }) => `${step}.${isFanOut ? 'AnySucceeded' : 'Succeeded'}`).join(' || '),
});

const conditions = {
  success: '{{workflow.status}} == Succeeded',
  failure: '{{workflow.status}} != Succeeded',
} as const;

/** What runs at the end, whatever the outcome, all side by side; Argo has one handler, which is a graph here. */
export function exitTemplate({ exits, notifications }: BatchPlan): object[] {
  const steps = [
    ...exits.map(({ executor, on }) => ({ name: executor.name, on })),
    ...notifications.map(({ name, on }) => ({ name, on })),
  ];
  if (steps.length === 0) return [];
  const tasks = steps.map(({ name, on }) => ({ name, template: name, ...(on ? { when: conditions[on] } : {}) }));
  return [{ name: EXIT, dag: { failFast: false, tasks } }];
}
