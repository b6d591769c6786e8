import type { IArtifact } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/Artifact';
import type { IDAGTask } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/DAGTask';
import type { BatchPlan, ExecutorPlan, RegisterPlan } from '../../plan/deployment-plan.ts';
import { unlessEmpty, type Draft } from '../object.ts';
import { argument, repetition } from './fan-out.ts';
import { whenText } from './formula.ts';
import { ENTRYPOINT, EXIT } from './names.ts';
import type { Template } from './types.ts';

/** The graph of a run. */
export function mainTemplate(plan: BatchPlan): Draft<Template> {
  const tasks = [
    ...plan.executors.map((executor) => executorTask(executor, plan.registers)),
    ...plan.registers.map(registerTask),
  ];
  // Where a model is registered, a step that fails elsewhere must not end the run before that. A candidate that fails does
  // not fail the run either: only the last steps count for its phase (`assessDAGPhase` in dag.go), as long as one is left.
  return { name: ENTRYPOINT, dag: { failFast: plan.registers.length > 0 ? false : undefined, tasks } };
}

function executorTask(executor: ExecutorPlan, registers: readonly RegisterPlan[]): Draft<IDAGTask> {
  const { name, after, condition, inputs, storedInputs } = executor;
  const parameters = inputs.map((input) => argument(executor, input));
  const artifacts = storedInputs.flatMap((input): Draft<IArtifact>[] =>
    'step' in input.from
      ? [{ name: input.name, from: `{{tasks.${input.from.step}.outputs.artifacts.${input.from.output}}}` }]
      : [],
  );
  const { withItems, withParam } = repetition(executor);
  return {
    name,
    template: name,
    // A name alone stands for success, and for a step that was left out (enhanced-depends-logic.md).
    depends: after.length > 0 ? after.map((step) => isDone(step, registers)).join(' && ') : undefined,
    when: condition && whenText(condition),
    withItems,
    withParam,
    arguments: unlessEmpty({ artifacts: unlessEmpty(artifacts), parameters: unlessEmpty(parameters) }),
  };
}

/** A register step that had nothing to choose from, since all candidates were left out, does not hold up what comes after it. */
function isDone(step: string, registers: readonly RegisterPlan[]): string {
  const register = registers.find(({ name }) => name === step);
  if (!register) return step;
  return `(${step} || (${step}.Omitted && ${register.candidates.map((candidate) => candidate.step).join(' && ')}))`;
}

const registerTask = ({ name, candidates }: RegisterPlan): Draft<IDAGTask> => ({
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
export function exitTemplate({ exits, notifications }: BatchPlan): Draft<Template>[] {
  const steps = [
    ...exits.map(({ executor, on }) => ({ name: executor.name, on })),
    ...notifications.map(({ name, on }) => ({ name, on })),
  ];
  if (steps.length === 0) return [];
  const tasks = steps.map(({ name, on }): Draft<IDAGTask> => ({ name, template: name, when: on && conditions[on] }));
  return [{ name: EXIT, dag: { failFast: false, tasks } }];
}
