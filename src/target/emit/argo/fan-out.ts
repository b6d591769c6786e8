import type { IDAGTask } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/DAGTask';
import type { IParameter } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/Parameter';
import type { ExecutorPlan, FanOutPlan, InputPlan, ListSource, StepValue } from '../../plan/batch-plan.ts';
import type { Draft } from '../object.ts';
import { quoted, valueText } from './formula.ts';

/** As fields of a task; of its items the package says nothing. */
interface Repetition extends Pick<IDAGTask, 'withParam'> {
  readonly withItems?: readonly (string | Readonly<Record<string, string>>)[];
}

/** How a task is repeated. `withSequence` is not used: its outputs cannot be gathered (targets' rule A21). */
export function repetition({ fanOut }: ExecutorPlan): Repetition {
  const [only, ...others] = fanOut;
  if (!only) return {};
  const lists = fanOut.flatMap(({ name, items }) => (isConstant(items) ? [{ name, items }] : []));
  if (others.length === 0) {
    return isConstant(only.items) ? { withItems: only.items } : { withParam: tag(only.items) };
  }
  return lists.length === fanOut.length ? { withItems: combinations(lists) } : { withParam: grid(fanOut) };
}

export const isConstant = (items: FanOutPlan['items']): items is readonly string[] => Array.isArray(items);

/** All combinations, the last list changing fastest. */
function combinations(lists: readonly { name: string; items: readonly string[] }[]): Record<string, string>[] {
  return lists.reduce<Record<string, string>[]>(
    (found, { name, items }) => found.flatMap((item) => items.map((value) => ({ ...item, [name]: value }))),
    [{}],
  );
}

function tag(source: ListSource): string {
  if ('parameter' in source) return `{{workflow.parameters.${source.parameter}}}`;
  if ('given' in source) return `{{inputs.parameters.${source.given}}}`;
  if (source.isFanOut) return `{{=${gathered(source)}}}`;
  if (source.otherwise !== undefined) return `{{=${valueText(source)}}}`;
  return `{{tasks.${source.step}.outputs.parameters.${source.output}}}`;
}

/**
 * The combinations of lists of which a run brings some, made when the task starts (github.com/expr-lang/expr, whose `fromJSON`
 * Argo passes on). Two braces next to each other would end the tag, so there is a space between them. Items stay what they
 * are in JSON: the expression's own `string` would write a million as 1e+06.
 */
function grid(fanOut: readonly FanOutPlan[]): string {
  const record = fanOut.map(({ name }, index) => `${quoted(name)}: x${String(index)}`).join(', ');
  const text = fanOut.reduceRight((inner, { items }, index) => {
    const body = `let x${String(index)} = #; ${inner}`;
    const list = isConstant(items) ? `[${items.map(quoted).join(', ')}]` : `fromJSON(${expression(items)})`;
    return index === fanOut.length - 1 ? `map(${list}, {${body} })` : `flatten(map(${list}, {${body} }))`;
  }, `{${record} }`);
  return `{{=toJson(${text})}}`;
}

function expression(source: ListSource): string {
  if ('parameter' in source) return `workflow.parameters[${quoted(source.parameter)}]`;
  if ('given' in source) return `inputs.parameters[${quoted(source.given)}]`;
  return source.isFanOut ? gathered(source) : valueText(source);
}

/**
 * The values of all items as a JSON list. Where none ran, Argo has no such list: of a list without items the node is skipped,
 * and where each item was left out the place of the outputs holds a text (`processAggregateNodeOutputs` in operator.go). A
 * plain tag would then be an error, or be waited for without an end.
 */
function gathered(source: StepValue): string {
  const task = `tasks[${quoted(source.step)}]`;
  const isNone = `${task}.status == 'Skipped' || type(${task}.outputs.parameters) == 'string'`;
  return `(${isNone} ? '[]' : (${valueText(source)} ?? '[]'))`;
}

/**
 * The same list with numbers, switches and lists as what they are: Argo makes a text of each. They are put together as they are
 * written, since an expression would write numbers in its own way.
 */
function typed(source: StepValue): string {
  const { items } = source;
  if (!source.isFanOut || items === undefined) return tag(source);
  const values = `fromJSON(${gathered(source)})`;
  return `{{='[' + join(${items === 'bool' ? `map(${values}, {lower(#)})` : values}, ',') + ']'}}`;
}

/** The value of an input, for the task that starts the template. */
export function argument({ fanOut }: ExecutorPlan, { name, from }: InputPlan): Draft<IParameter> {
  if (!('item' in from)) return { name, value: 'step' in from ? typed(from) : tag(from) };
  return { name, value: fanOut.length > 1 ? `{{item.${from.item}}}` : '{{item}}' };
}
