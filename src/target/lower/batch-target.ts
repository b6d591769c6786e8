import { defined } from '../../base/values/defined.ts';
import type { Value } from '../../base/values/value.ts';
import { affinityOf } from '../../contract/primitives/affinity.ts';
import type {
  BatchTarget,
  ExpressionNode,
  OverridesNode,
  PartNode,
  StepOutputNode,
} from '../../contract/strategy-graph/strategy-graph.ts';
import type { BatchWorkflow, PrimitiveAction } from '../../language/model/model.ts';
import { executorName } from '../../language/reason/batch-steps.ts';
import { valueOf } from '../../language/reason/constant.ts';
import { termText } from '../../language/types/print-term.ts';
import type { Reference } from '../../language/types/reference.ts';
import type { Term } from '../../language/types/term.ts';
import { typeName } from '../../language/types/type.ts';
import type { BatchPlan } from '../plan/batch-plan.ts';
import { changesBy, type Change } from './changes.ts';
import { applicationOf, completeImage, type Context } from './context.ts';
import type { ExpressionLowering } from './expression.ts';
import { fieldParameter, overrideParameter, partName } from './names.ts';
import { textFields } from './parameters.ts';
import { neighboursOf } from './placement.ts';

/** What an action does to a batch workflow. */
export function batchTarget(
  context: Context,
  expressions: ExpressionLowering,
  action: PrimitiveAction,
  target: Reference,
): BatchTarget {
  const owner: Context = { ...context, application: applicationOf(context, target) };
  const workflow = context.model.batch.get(target.id);
  const plan = context.batch.get(target.id);
  const { key } = action.primitive;
  const isRun = key === 'batch runWorkflow' || key === 'batch runExecutor';
  return defined({
    kind: 'batch',
    namespace: owner.application.namespace,
    template: target.name,
    parameters: isRun ? parametersOf(expressions, action.parameters) : {},
    overrides: workflow && plan && overridesBy(owner, expressions, action, workflow, plan),
    part: key === 'batch runExecutor' && plan ? partOf(plan, executorName(action)) : undefined,
  });
}

const parametersOf = (
  expressions: ExpressionLowering,
  values: ReadonlyMap<string, Term>,
): Record<string, ExpressionNode> =>
  Object.assign({}, ...[...values].map(([name, term]) => parameterNodes(expressions, name, term))) as Record<
    string,
    ExpressionNode
  >;

/** By name of the Argo parameter: a value of a record type gives its URI and each of its fields. */
function parameterNodes(expressions: ExpressionLowering, name: string, term: Term): Record<string, ExpressionNode> {
  const node = expressions.lower(term);
  if (!node) return {};
  const fields = textFields(term.type);
  if (fields.length === 0) return { [name]: node };
  const field = (of: string): ExpressionNode => ({
    op: 'field',
    of: node,
    name: of,
    text: `${node.text}.${of}`,
    type: 'String',
  });
  return {
    [name]: field('uri'),
    ...Object.fromEntries(fields.map((of) => [fieldParameter(name, of), field(of)])),
  };
}

function overridesBy(
  owner: Context,
  expressions: ExpressionLowering,
  action: PrimitiveAction,
  workflow: BatchWorkflow,
  plan: BatchPlan,
): OverridesNode | undefined {
  const changes = changesBy(owner.model, workflow, action);
  if (plan.overrides === undefined || changes.length === 0) return undefined;
  const entries = changes.map((change): Record<string, ExpressionNode> => {
    if (change.kind === 'param') return parameterNodes(expressions, change.name, change.value);
    const node = holeNode(owner, expressions, action, plan, change);
    return node ? { [overrideParameter(change.kind, change.step)]: node } : {};
  });
  return { configMap: plan.overrides, entries: Object.assign({}, ...entries) as OverridesNode['entries'] };
}

function holeNode(
  owner: Context,
  expressions: ExpressionLowering,
  action: PrimitiveAction,
  plan: BatchPlan,
  { kind, step, value }: Exclude<Change, { kind: 'param' }>,
): ExpressionNode | undefined {
  const constant = (of: Value): ExpressionNode => ({
    op: 'constant',
    value: of,
    text: termText(value),
    type: typeName(value.type),
  });
  if (kind === 'affinity') {
    const compiled = executorsOf(plan).find(({ name }) => name === step)?.placement?.affinity;
    const all = [...(compiled ? [compiled] : []), neighboursOf(owner, action.arguments)];
    return { ...constant(affinityOf(all, owner.application.namespace)), text: action.text };
  }
  const image = kind === 'image' ? valueOf(value) : undefined;
  return typeof image === 'string'
    ? constant(completeImage(owner.application.platform.registry, image))
    : expressions.lower(value);
}

const executorsOf = ({ executors, exits }: BatchPlan): BatchPlan['executors'] => [
  ...executors,
  ...exits.map(({ executor }) => executor),
];

function partOf({ parts, folder }: BatchPlan, executor: string | undefined): PartNode | undefined {
  const part = executor === undefined ? undefined : parts.find(({ name }) => name === partName(executor));
  if (!part || folder === undefined) return undefined;
  const inputs = part.inputs.map(({ name, from: { step, output, isFanOut } }) => [
    name,
    defined<StepOutputNode>({ step, output, repeated: isFanOut ? true : undefined }),
  ]);
  return {
    entrypoint: part.name,
    folder,
    after: part.after,
    inputs: Object.fromEntries(inputs) as PartNode['inputs'],
  };
}
