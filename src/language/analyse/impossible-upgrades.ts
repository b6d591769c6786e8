import type { DiagnosticName, ParametersOf } from '../../base/diagnostics/catalogue.ts';
import type { Details } from '../../base/diagnostics/diagnostic.ts';
import type { Span } from '../../base/source/source.ts';
import type { BatchWorkflow, Model, PrimitiveAction } from '../model/model.ts';
import { executorName, paramsFor, paramsReadBy, repositoryOf, stepsCalled, stepsOf } from '../reason/batch-steps.ts';
import { valueOf } from '../reason/constant.ts';
import type { Term } from '../types/term.ts';
import { termText } from '../types/print-term.ts';

/** An action on a batch workflow. */
export interface BatchAction {
  readonly model: Model;
  readonly action: PrimitiveAction;
  readonly report: <K extends DiagnosticName>(
    name: K,
    span: Span,
    parameters: ParametersOf<K>,
    details?: Details,
  ) => void;
}

/** Which param takes the version, and which image is meant, has to follow from the workflow. */
export function checkBatchUpgrade(given: BatchAction): void {
  const workflow = workflowOf(given);
  if (!workflow) return;
  const [version, image] = [argument(given, 'model'), argument(given, 'image')];
  if (version) checkVersion(given, workflow, version);
  if (image) checkImage(given, workflow, image);
}

function checkVersion(given: BatchAction, workflow: BatchWorkflow, version: Term): void {
  const params = paramsFor(workflow, version).map(({ name }) => name);
  if (params.length === 1) return;
  const model = version.op === 'version' ? version.model.name : termText(version);
  const [first] = params;
  const help =
    first === undefined
      ? `give it one, as in: param model : ModelVersion = ${version.op === 'version' ? model : 'NAME'}@production`
      : `say which, as in: ${first}: ${termText(version)}`;
  given.report('which-param', version.span, { workflow: workflow.name, model, params }, { ...at(workflow), help });
}

function checkImage(given: BatchAction, workflow: BatchWorkflow, image: Term): void {
  const steps = stepsOf(given.model, workflow).filter(({ isFinal }) => !isFinal);
  const images = new Map(steps.map(({ name, executor }) => [repositoryOf(executor.image), name]));
  const [[, executor] = ['', '']] = images;
  if (images.size < 2) return;
  const help = `say which executor, as in: upgradeExecutor(${workflow.name}, ${executor}, image: ${termText(image)})`;
  const parameters = { workflow: workflow.name, images: [...images.keys()] };
  given.report('different-images', image.span, parameters, { ...at(workflow), help });
}

/** Params that an executor is not given change nothing of it. */
export function checkExecutorUpgrade(given: BatchAction): void {
  const { action } = given;
  checkNamed(given);
  if (argument(given, 'image')) checkPods(given);
  const [name, workflow] = [executorName(action), workflowOf(given)];
  // One of a workflow within is given what its step says.
  const executor = workflow?.executors.find((one) => one.name === name);
  if (!workflow || !executor) return;
  const read = paramsReadBy(executor);
  for (const [param, value] of action.parameters) {
    if (read.has(param)) continue;
    const help =
      read.size === 0
        ? `of the whole workflow: upgradeWorkflow(${workflow.name}, ${param}: ${termText(value)})`
        : `it is given ${[...read].join(', ')}`;
    const labels = [{ span: executor.span, text: `${executor.name} is declared here` }];
    given.report('unread-param', value.span, { executor: executor.name, param }, { labels, help });
  }
}

/** Of changes of pods: those of a job are not Argo's, so that no run of Argo's changes them. */
export function checkPods(given: BatchAction): void {
  const { action, model, report } = given;
  const workflow = workflowOf(given);
  const name = executorName(action);
  if (!workflow || (name === undefined && action.arguments.has('executor'))) return;
  const steps = name === undefined ? stepsOf(model, workflow) : stepsCalled(model, workflow, name);
  const labels = steps.flatMap(({ executor: { gang } }) =>
    gang ? [{ span: gang.span, text: 'this makes it one' }] : [],
  );
  if (steps.length > 0 && labels.length === steps.length)
    report('job-stays', action.span, { of: name ?? workflow.name }, { labels });
}

/** Which executor is changed or run stands in the manifests, so an event cannot bring it. */
export function checkNamed({ action, report }: BatchAction): void {
  const named = action.arguments.get('executor');
  if (!named || executorName(action) !== undefined) return;
  const help = 'name an executor of the workflow here';
  report('not-constant', named.span, { what: `the executor of ${action.primitive.name}` }, { help });
}

const workflowOf = ({ model, action }: BatchAction): BatchWorkflow | undefined =>
  action.target && model.batch.get(action.target.id);

function argument({ action }: BatchAction, name: string): Term | undefined {
  const term = action.arguments.get(name);
  return term && valueOf(term) !== null ? term : undefined;
}

const at = ({ name, span }: BatchWorkflow): Details => ({ labels: [{ span, text: `${name} is declared here` }] });
