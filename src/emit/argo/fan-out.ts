import type { ExecutorPlan, FanOutPlan, InputPlan, ListSource } from '../../graph/batch-plan.ts';
import { quoted } from './formula.ts';

/** How a task is repeated. `withSequence` is not used: its outputs cannot be gathered (targets' rule A21). */
export function repetition({ fanOut }: ExecutorPlan): object {
  const [only, ...others] = fanOut;
  if (!only) return {};
  const lists = fanOut.flatMap(({ name, items }) => (isConstant(items) ? [{ name, items }] : []));
  if (others.length === 0) {
    return isConstant(only.items) ? { withItems: only.items } : { withParam: `{{${reference(only.items)}}}` };
  }
  return lists.length === fanOut.length ? { withItems: combinations(lists) } : { withParam: grid(fanOut) };
}

const isConstant = (items: FanOutPlan['items']): items is readonly string[] => Array.isArray(items);

/** All combinations, the last list changing fastest. */
function combinations(lists: readonly { name: string; items: readonly string[] }[]): Record<string, string>[] {
  return lists.reduce<Record<string, string>[]>(
    (found, { name, items }) => found.flatMap((item) => items.map((value) => ({ ...item, [name]: value }))),
    [{}],
  );
}

const reference = (source: ListSource): string =>
  'parameter' in source
    ? `workflow.parameters.${source.parameter}`
    : `tasks.${source.step}.outputs.parameters.${source.output}`;

/**
 * The combinations of lists of which a run brings some, made when the task starts (github.com/expr-lang/expr, whose `fromJSON`
 * Argo passes on). Two braces next to each other would end the
 * tag, so there is a space between them.
 */
function grid(fanOut: readonly FanOutPlan[]): string {
  const record = fanOut.map(({ name }, index) => `${quoted(name)}: string(x${String(index)})`).join(', ');
  const text = fanOut.reduceRight((inner, { items }, index) => {
    const body = `let x${String(index)} = #; ${inner}`;
    const list = isConstant(items) ? `[${items.map(quoted).join(', ')}]` : `fromJSON(${indexed(items)})`;
    return index === fanOut.length - 1 ? `map(${list}, {${body} })` : `flatten(map(${list}, {${body} }))`;
  }, `{${record} }`);
  return `{{=toJson(${text})}}`;
}

const indexed = (source: ListSource): string =>
  'parameter' in source
    ? `workflow.parameters['${source.parameter}']`
    : `tasks['${source.step}'].outputs.parameters['${source.output}']`;

/** The value of an input, for the task that starts the template. */
export function argument({ fanOut }: ExecutorPlan, { name, from }: InputPlan): object {
  if ('step' in from) return { name, value: `{{tasks.${from.step}.outputs.parameters.${from.output}}}` };
  return { name, value: fanOut.length > 1 ? `{{item.${from.item}}}` : '{{item}}' };
}
