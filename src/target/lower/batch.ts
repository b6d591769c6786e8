import { defined } from '../../base/values/defined.ts';
import { declaredAt } from '../../language/types/reference.ts';
import type {
  BatchPlan,
  EnvironmentPlan,
  ExecutorPlan,
  ExitPlan,
  RegisterPlan,
  Text,
} from '../plan/deployment-plan.ts';
import type { BatchWorkflow, Executor } from '../../language/model/model.ts';
import { applicationOf, completeImage, needs, platformOf, type Context } from './context.ts';
import { lowerArgument, lowerSecurity, lowerVariable, lowerVolumes } from './container.ts';
import { lowerPlacement } from './placement.ts';
import { lowerGang, lowerRuns, lowerShared } from './runs.ts';
import { lowerFormula } from './formula.ts';
import { clientSettings } from './tracker.ts';
import { ARTIFACTS_CONFIG, ARTIFACTS_KEY, EXECUTOR_ACCOUNT, workflowLabels } from './names.ts';
import { flatten, type NamedRegister } from './nested.ts';
import { lowerParameter } from './parameters.ts';
import { lowerFanOut, lowerInputs, lowerStoredInputs, lowerStoredOutputs, lowerValues } from './steps.ts';

export function lowerBatch(context: Context, workflow: BatchWorkflow): BatchPlan {
  for (const { workflow: inner, span } of workflow.runs) {
    if (applicationOf(context, inner) === context.application) continue;
    const parameters = { name: inner.name, found: 'a workflow of another application', expected: 'one of the same' };
    context.reporter.report('wrong-declaration', span, parameters, { labels: declaredAt(inner) });
  }
  const { executors, registers, exits: handlers, notifications } = flatten(context, workflow);
  for (const { outputs } of executors) {
    const first = [...outputs.values()].find(({ op }) => op === 'output');
    if (first) needs(context, 'storage', first.span, 'an output of an executor');
  }
  const plans = executors.map((executor) => lowerExecutor(context, workflow, executor));
  const exits = handlers.map(({ executor, on }) =>
    defined<ExitPlan>({
      executor: lowerExecutor(context, workflow, executor),
      on: on,
    }),
  );
  const usesArtifacts = [...plans, ...exits.map(({ executor }) => executor)].some(
    ({ storedInputs, storedOutputs }) => storedInputs.length + storedOutputs.length > 0,
  );
  return defined({
    name: workflow.name,
    objectName: workflow.name,
    origin: context.origin(workflow.span),
    parameters: workflow.parameters.flatMap((parameter) => lowerParameter(context, parameter)),
    executors: plans,
    registers: registers.flatMap((register) => lowerRegister(context, register, executors)),
    exits,
    artifacts: usesArtifacts ? { configMap: ARTIFACTS_CONFIG, key: ARTIFACTS_KEY } : undefined,
    notifications: notifications.map(({ span, ...notification }) => ({
      origin: context.origin(span),
      ...notification,
    })),
    serviceAccount: EXECUTOR_ACCOUNT,
    runs: lowerRuns(context, workflow),
    ...lowerShared(context, workflow),
  });
}

function lowerExecutor(context: Context, workflow: BatchWorkflow, executor: Executor): ExecutorPlan {
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
  const own = executor.environment.map(({ name, value }) => lowerVariable(context, name, value));
  const labels = { ...workflowLabels(context.application.name, workflow.name), 'sflow.dev/executor': executor.name };
  const selector = { namespace: context.application.namespace, labels };
  const placement = lowerPlacement(context, selector, executor.placement, workflow.placement);
  const gang = executor.gang && lowerGang(executor.gang, workflow);
  const experiment = executor.metrics.find((metric) => metric.experiment !== undefined)?.experiment;
  const condition = executor.condition && lowerFormula(context, executor.condition);
  if (executor.metrics[0]) needs(context, 'tracker', executor.span, `the metric ${executor.metrics[0].name}`);
  return defined({
    name: executor.name,
    origin: context.origin(executor.span),
    image: completeImage(platform.registry, executor.image),
    command: command ?? [],
    args: executor.args.flatMap((argument) => lowerArgument(context, argument)),
    environment: overridden(clientEnvironment(context, workflow.name, executor.name, experiment), own),
    environmentSecrets: platform.artifacts?.secret === undefined ? [] : [platform.artifacts.secret],
    environmentConfig: clients?.objectName,
    resources: executor.resources,
    placement,
    volumes: lowerVolumes(context, executor.name, executor.volumes, platform.storage !== undefined),
    security: executor.security && lowerSecurity(executor.security),
    gang,
    retry: executor.retry,
    timeoutSeconds: executor.timeoutSeconds,
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
  const value: Text = [`${JSON.stringify(tags).slice(0, -1)},"sflow.dev/run":"`, { run: true }, '"}'];
  return [
    ...(experiment === undefined ? [] : [{ name: 'MLFLOW_EXPERIMENT_NAME', value: [experiment] }]),
    { name: 'MLFLOW_RUN_CONTEXT', value },
  ];
}

const overridden = (ours: readonly EnvironmentPlan[], own: readonly EnvironmentPlan[]): EnvironmentPlan[] => [
  ...ours.filter(({ name }) => !own.some((other) => other.name === name)),
  ...own,
];

function lowerRegister(context: Context, register: NamedRegister, executors: readonly Executor[]): RegisterPlan[] {
  const { platform } = context.application;
  if (needs(context, 'tracker', register.span, 'the registration of a model') === undefined) return [];
  const { name } = register;
  const clients = clientSettings(context.application);
  return [
    defined({
      name,
      origin: context.origin(register.span),
      model: register.model.registered,
      candidates: register.candidates.map((step) => ({
        step,
        isFanOut: executors.some((executor) => executor.name === step && executor.loops.length > 0),
      })),
      by: register.by,
      environment: [],
      environmentSecrets: platform.artifacts?.secret === undefined ? [] : [platform.artifacts.secret],
      environmentConfig: clients?.objectName,
    }),
  ];
}
