import { defined } from '../../base/values/defined.ts';
import type {
  BatchPlan,
  EnvironmentPlan,
  ExecutorPlan,
  ExitPlan,
  RegisterPlan,
  Text,
} from '../plan/deployment-plan.ts';
import { FOLDER_PARAMETER } from '../../contract/process/cleaner.ts';
import type { BatchWorkflow, Executor } from '../../language/model/model.ts';
import { usesStore } from '../../language/model/reads.ts';
import { stepsCalled } from '../../language/reason/batch-steps.ts';
import { completeImage, needs, platformOf, runName, type Context } from './context.ts';
import { checkNested } from './check-nested.ts';
import { lowerArgument, lowerResources, lowerSecurity, lowerVariable, lowerVolumes } from './container.ts';
import { lowerPlacement } from './placement.ts';
import { lowerGang, lowerRuns, lowerShared } from './runs.ts';
import { withFallbacks } from './fallbacks.ts';
import { lowerFormula } from './formula.ts';
import { asksTracker, stepAccess } from './access.ts';
import { clientSettings } from './tracker.ts';
import { holesOf } from './holes.ts';
import { ARTIFACTS_CONFIG, ARTIFACTS_KEY, EXECUTOR_ACCOUNT, overridesName, workflowLabels } from './names.ts';
import { flatten, type NamedRegister } from './nested.ts';
import { checkOnePlace } from './one-place.ts';
import { lowerParameter } from './parameters.ts';
import { lowerPart } from './parts.ts';
import { lowerFanOut, lowerInputs, lowerStoredInputs, lowerStoredOutputs, lowerValues } from './steps.ts';

export function lowerBatch(shared: Context, workflow: BatchWorkflow): BatchPlan {
  const { all: changes = [], parts = [] } = shared.changes.get(workflow.id) ?? {};
  const isChanged = (param: string): boolean =>
    changes.some((change) => change.kind === 'param' && change.name === param);
  // A run that goes on where another has failed has that one's folder, keys and runs in the tracker: it is that one to them.
  const context: Context = parts.length > 0 ? { ...shared, run: { parameter: FOLDER_PARAMETER } } : shared;
  for (const run of workflow.runs) checkNested(context, workflow, run);
  const { executors, registers, exits: handlers, notifications } = flatten(context, workflow);
  for (const { outputs } of executors) {
    const first = [...outputs.values()].find(({ op }) => op === 'output');
    if (first) needs(context, 'storage', first.span, 'an output of an executor');
  }
  checkOnePlace(context, workflow, executors);
  checkOnePlace(
    context,
    workflow,
    handlers.map(({ executor }) => executor),
  );
  const candidates = new Set(registers.flatMap((register) => register.candidates));
  const plans = withFallbacks(executors.map((executor) => lowerExecutor(context, workflow, executor, candidates)));
  const exits = handlers.map(({ executor, on }) =>
    defined<ExitPlan>({
      executor: lowerExecutor(context, workflow, executor, candidates),
      on: on,
    }),
  );
  const steps = {
    executors: plans,
    registers: registers.flatMap((register) => lowerRegister(context, workflow.name, register, executors)),
    exits,
  };
  return defined({
    name: workflow.name,
    objectName: workflow.name,
    origin: context.origin(workflow.span),
    parameters: workflow.parameters.flatMap((parameter) =>
      lowerParameter(context, parameter, isChanged(parameter.name)),
    ),
    ...steps,
    parts: parts.map((name) => lowerPart(steps, name, firstOf(context, workflow, name, plans))),
    overrides: changes.length > 0 ? overridesName(workflow.name) : undefined,
    folder: parts.length > 0 ? FOLDER_PARAMETER : undefined,
    artifacts: context.application.platform.artifacts && { configMap: ARTIFACTS_CONFIG, key: ARTIFACTS_KEY },
    notifications: notifications.map(({ span, ...notification }) => ({
      origin: context.origin(span),
      ...notification,
    })),
    serviceAccount: EXECUTOR_ACCOUNT,
    runs: lowerRuns(context, workflow),
    ...lowerShared(context, workflow),
  });
}

/** With which steps a part begins: an executor, or those of a workflow within that wait for none of it. */
function firstOf(
  { model }: Context,
  workflow: BatchWorkflow,
  name: string,
  plans: readonly ExecutorPlan[],
): readonly string[] {
  const names = stepsCalled(model, workflow, name).map((step) => step.name);
  const isLater = (step: string): boolean =>
    plans.some(
      (plan) => plan.name === step && plan.after.some((edge) => edge.steps.some((before) => names.includes(before))),
    );
  return names.filter((step) => !isLater(step));
}

/** `candidates`: the steps of which a run may be registered. */
function lowerExecutor(
  context: Context,
  workflow: BatchWorkflow,
  executor: Executor,
  candidates: ReadonlySet<string>,
): ExecutorPlan {
  const { platform } = context.application;
  const clients = clientSettings(context.application);
  const command = executor.command ?? platform.command;
  if (!command || command.length === 0) {
    context.reporter.report(
      'no-command',
      executor.span,
      { executor: executor.name },
      {
        help: 'say how it starts, here or for all in the platform: command ["python", "/app/main.py"]',
      },
    );
  }
  const { secret } = platform.artifacts ?? {};
  const own = executor.environment.map(({ name, value }) => lowerVariable(context, name, value));
  const labels = { ...workflowLabels(context.application.name, workflow.name), 'sflow.dev/executor': executor.name };
  const selector = { namespace: context.application.namespace, labels };
  const placement = lowerPlacement(context, selector, executor.placement, workflow.placement);
  const { all: changes = [], stopped } = context.changes.get(workflow.id) ?? {};
  const gang = executor.gang && lowerGang(executor.gang, workflow);
  const experiment = executor.metrics.find((metric) => metric.experiment !== undefined)?.experiment;
  const condition = executor.condition && lowerFormula(context, executor.condition);
  const shown = asksTracker(executor, candidates) ? stepAccess(context, workflow.name) : NOTHING;
  if (executor.metrics[0]) needs(context, 'tracker', executor.span, `the metric ${executor.metrics[0].name}`);
  return defined({
    name: executor.name,
    origin: context.origin(executor.span),
    image: completeImage(platform.registry, executor.image),
    command: command ?? [],
    args: executor.args.flatMap((argument) => lowerArgument(context, argument)),
    environment: overridden(
      [...clientEnvironment(context, workflow.name, executor.name, experiment), ...shown.environment],
      own,
    ),
    environmentSecrets: secret !== undefined && (candidates.has(executor.name) || usesStore(executor)) ? [secret] : [],
    environmentConfig: clients?.objectName,
    resources: lowerResources(context, executor.resources),
    placement,
    holes: holesOf(context, changes, executor),
    volumes: [
      ...lowerVolumes(context, executor.name, executor.volumes, platform.storage !== undefined),
      ...shown.volumes,
    ],
    security: executor.security && lowerSecurity(executor.security),
    gang,
    retry: executor.retry,
    timeoutSeconds: executor.timeoutSeconds,
    stopped: stopped?.has(executor.name) === true ? true : undefined,
    after: executor.after,
    fanOut: lowerFanOut(context, executor),
    condition,
    inputs: lowerInputs(executor),
    values: lowerValues(context, executor),
    storedInputs: lowerStoredInputs(context, executor),
    storedOutputs: lowerStoredOutputs(context, executor),
  });
}

/**
 * What MLflow's clients read by themselves, of one step. MLFLOW_RUN_CONTEXT gives every run that a program starts these
 * tags (mlflow/tracking/context), so that the runs of a step can be found without a change of the program.
 */
function clientEnvironment(
  context: Context,
  workflow: string,
  executor: string,
  experiment: string | undefined,
): EnvironmentPlan[] {
  if (platformOf(context.application).tracker === undefined) return [];
  const tags = { 'sflow.dev/step': executor, 'sflow.dev/workflow': workflow };
  const value: Text = [`${JSON.stringify(tags).slice(0, -1)},"sflow.dev/run":"`, runName(context), '"}'];
  return [
    ...(experiment === undefined ? [] : [{ name: 'MLFLOW_EXPERIMENT_NAME', value: [experiment] }]),
    { name: 'MLFLOW_RUN_CONTEXT', value },
  ];
}

const NOTHING: ReturnType<typeof stepAccess> = { environment: [], volumes: [] };

const overridden = (ours: readonly EnvironmentPlan[], own: readonly EnvironmentPlan[]): EnvironmentPlan[] => [
  ...ours.filter(({ name }) => !own.some((other) => other.name === name)),
  ...own,
];

function lowerRegister(
  context: Context,
  workflow: string,
  register: NamedRegister,
  executors: readonly Executor[],
): RegisterPlan[] {
  const { platform } = context.application;
  if (needs(context, 'tracker', register.span, 'the registration of a model') === undefined) return [];
  const { name } = register;
  const clients = clientSettings(context.application);
  return [
    defined({
      name,
      origin: context.origin(register.span),
      model: register.model.registered,
      run: [runName(context)],
      candidates: register.candidates.map((step) => ({
        step,
        isFanOut: executors.some((executor) => executor.name === step && executor.loops.length > 0),
      })),
      by: register.by,
      ...stepAccess(context, workflow),
      environmentSecrets: platform.artifacts?.secret === undefined ? [] : [platform.artifacts.secret],
      environmentConfig: clients?.objectName,
    }),
  ];
}
