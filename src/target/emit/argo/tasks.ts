import type { IArtifact } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/Artifact';
import type { IDAGTask } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/DAGTask';
import type { IParameter } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/Parameter';
import type { BatchPlan, EdgePlan, ExecutorPlan, PartPlan, RegisterPlan } from '../../plan/deployment-plan.ts';
import { unlessEmpty, type Draft } from '../object.ts';
import { archive } from './executor-template.ts';
import { argument, repetition } from './fan-out.ts';
import { whenText } from './formula.ts';
import { ENOUGH, ENTRYPOINT, enoughName, EXIT, countedName } from './names.ts';
import { plainText } from './text.ts';
import type { Template } from './types.ts';

type Graph = Pick<PartPlan, 'name' | 'executors' | 'registers'> & Partial<Pick<PartPlan, 'inputs'>>;

/** The graph of a run, and those of its parts that run by themselves. */
export function graphTemplates({ executors, registers, parts }: BatchPlan): Draft<Template>[] {
  const graphs = [{ name: ENTRYPOINT, executors, registers }, ...parts].map(graphTemplate);
  // Nothing is done: it is there to have succeeded.
  const isUsed = graphs.some(({ dag }) => dag?.tasks.some(({ template }) => template === ENOUGH));
  return isUsed ? [...graphs, { name: ENOUGH, suspend: { duration: '0' } }] : graphs;
}

function graphTemplate({ name, executors, registers, inputs = [] }: Graph): Draft<Template> {
  const names = new Set(executors.map((executor) => executor.name));
  const tasks = [
    ...executors.map((executor) => executorTask(executor, executors, registers)),
    ...registers.map((register) => registerTask(register, names)),
    ...enoughTasks(executors, registers),
    ...failureTasks(executors),
  ];
  // Where a model is registered, a step that fails elsewhere must not end the run before that. A candidate that fails does
  // not fail the run either: only the last steps count for its phase (`assessDAGPhase` in dag.go), as long as one is left.
  const states = new Set(executors.flatMap(({ after }) => after.map(({ state }) => state)));
  const goesOn = registers.length > 0 || executors.some(isEnough) || states.has('failed') || states.has('ended');
  return {
    name,
    inputs: unlessEmpty({ parameters: unlessEmpty(inputs.map((input): Draft<IParameter> => ({ name: input.name }))) }),
    dag: { failFast: goesOn ? false : undefined, tasks },
  };
}

/** Of several of which an agent stops the others one is enough. */
const isEnough = ({ stopped, fanOut }: ExecutorPlan): boolean => stopped === true && fanOut.length > 0;

function executorTask(
  executor: ExecutorPlan,
  executors: readonly ExecutorPlan[],
  registers: readonly RegisterPlan[],
): Draft<IDAGTask> {
  const { name, after, condition, inputs, storedInputs } = executor;
  const parameters = inputs.map((input) => argument(executor, input));
  const artifacts = storedInputs.flatMap(({ name: input, from }): Draft<IArtifact>[] => {
    if ('left' in from)
      return [{ name: input, archive: from.isPacked ? undefined : archive, s3: { key: plainText(from.left) } }];
    return 'step' in from ? [{ name: input, from: `{{tasks.${from.step}.outputs.artifacts.${from.output}}}` }] : [];
  });
  const { withItems, withParam } = repetition(executor);
  return {
    name,
    template: name,
    depends: after.length > 0 ? after.map((edge) => dependsOn(edge, executors, registers)).join(' && ') : undefined,
    when: condition && whenText(condition),
    withItems,
    withParam,
    arguments: unlessEmpty({ artifacts: unlessEmpty(artifacts), parameters: unlessEmpty(parameters) }),
  };
}

function dependsOn(
  { steps, state }: EdgePlan,
  executors: readonly ExecutorPlan[],
  registers: readonly RegisterPlan[],
): string {
  const of = (is: (step: string) => string, operator: string): string => steps.map(is).join(operator);
  switch (state) {
    case 'succeeded':
      return of((step) => hasSucceeded(step, executors, registers), ' && ');
    case 'failed':
      return `(${of((step) => `${step}.Failed || ${step}.Errored`, ' || ')})`;
    case 'ended':
      return of(
        (step) =>
          `(${['Succeeded', 'Failed', 'Errored', 'Skipped', 'Omitted'].map((one) => `${step}.${one}`).join(' || ')})`,
        ' && ',
      );
    default:
      return of((step) => hasNotFailed(step, executors, registers), ' && ');
  }
}

/**
 * A name alone stands for success, and for a step that was left out (enhanced-depends-logic.md): by its condition it is `Skipped`,
 * since it waits for another that was left out `Omitted`. A repeated step is `Skipped` where there are no items, and where its
 * condition leaves out each item it has succeeded.
 */
function hasSucceeded(step: string, executors: readonly ExecutorPlan[], registers: readonly RegisterPlan[]): string {
  const executor = executors.find(({ name }) => name === step);
  if (!executor) return unlessChosen(step, step, executors, registers, (candidate) => candidate);
  const { condition, fanOut } = executor;
  if (!condition) return isEnough(executor) ? `(${step} || ${step}.AnySucceeded)` : step;
  if (fanOut.length === 0) return `${step}.Succeeded`;
  const some = isEnough(executor) ? `${step}.AnySucceeded` : `(${step}.Succeeded && ${step}.AnySucceeded)`;
  return `(${step}.Skipped || ${some})`;
}

function hasNotFailed(step: string, executors: readonly ExecutorPlan[], registers: readonly RegisterPlan[]): string {
  const isOver = (one: string): string => `${one}.Succeeded || ${one}.Skipped || ${one}.Omitted`;
  const executor = executors.find(({ name }) => name === step);
  if (executor) return isEnough(executor) ? `(${isOver(step)} || ${step}.AnySucceeded)` : `(${isOver(step)})`;
  return unlessChosen(step, `${step}.Succeeded`, executors, registers, (candidate) => `(${isOver(candidate)})`);
}

/** A register step that had nothing to choose from, since all candidates were left out, does not hold up what comes after it. */
function unlessChosen(
  step: string,
  chosen: string,
  executors: readonly ExecutorPlan[],
  registers: readonly RegisterPlan[],
  isOut: (candidate: string) => string,
): string {
  const isInside = (candidate: string): boolean => executors.some(({ name }) => name === candidate);
  const register = registers.find(({ name }) => name === step);
  const candidates = (register?.candidates ?? []).filter((candidate) => isInside(candidate.step));
  return `(${chosen} || (${step}.Omitted && ${candidates.map((candidate) => isOut(candidate.step)).join(' && ')}))`;
}

/** Candidates outside of the graph have their runs in the tracker already. */
const registerTask = ({ name, candidates }: RegisterPlan, inside: ReadonlySet<string>): Draft<IDAGTask> => ({
  name,
  template: name,
  // Argo waits for all that are named before it decides; one that failed leaves the choice to the others.
  depends: candidates
    .filter(({ step }) => inside.has(step))
    .map(({ step, isFanOut }) => `${step}.${isFanOut ? 'AnySucceeded' : 'Succeeded'}`)
    .join(' || '),
});

/**
 * Only the last steps of a graph count for its phase, and a repeated step of which some pods were ended has failed. Where it is the
 * last, this comes after it, if one was enough.
 */
function enoughTasks(executors: readonly ExecutorPlan[], registers: readonly RegisterPlan[]): Draft<IDAGTask>[] {
  const waitedFor = new Set([
    ...executors.flatMap(({ after }) => after.flatMap(({ steps }) => steps)),
    ...registers.flatMap(({ candidates }) => candidates.map(({ step }) => step)),
  ]);
  return executors
    .filter((executor) => isEnough(executor) && !waitedFor.has(executor.name))
    .map(({ name }) => ({ name: enoughName(name), template: ENOUGH, depends: `${name}.AnySucceeded` }));
}

/**
 * What comes after `ended` runs whatever happened, and would make a run of which a step has failed a success. A task behind that step
 * that is left out then takes over its phase. Where another step sees to the failure there is none.
 */
function failureTasks(executors: readonly ExecutorPlan[]): Draft<IDAGTask>[] {
  const waitedFor = (state: EdgePlan['state']): Set<string> =>
    new Set(executors.flatMap(({ after }) => after.flatMap((edge) => (edge.state === state ? edge.steps : []))));
  const [ended, seenTo] = [waitedFor('ended'), waitedFor('failed')];
  return [...ended]
    .filter((name) => !seenTo.has(name))
    .map((name) => {
      const isOne = executors.some((executor) => executor.name === name && isEnough(executor));
      return { name: countedName(name), template: ENOUGH, depends: isOne ? `(${name} || ${name}.AnySucceeded)` : name };
    });
}

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
