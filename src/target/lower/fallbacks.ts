import type { ExecutorPlan, InputPlan, ListSource } from '../plan/batch-plan.ts';
import type { Formula } from '../plan/parts.ts';
import { requiredBy } from '../../language/reason/batch-steps.ts';

/** The default of an output, where one is read. */
type Otherwise = (step: string, output: string) => { readonly otherwise?: string };

/** The steps with what they take for a value of a step that has failed, where they do not wait for its success. */
export function withFallbacks(executors: readonly ExecutorPlan[]): ExecutorPlan[] {
  const required = requiredBy(executors.map(({ name, after }) => ({ name, after })));
  const defaults = new Map(
    executors.flatMap(({ name, values, fanOut }) =>
      fanOut.length > 0 ? [] : values.map((value) => [`${name} ${value.name}`, value.default] as const),
    ),
  );
  return executors.map((executor) => {
    if (executor.after.every(({ state }) => state === 'succeeded')) return executor;
    const otherwise: Otherwise = (step, output) => {
      const value = required.get(executor.name)?.has(step) === true ? undefined : defaults.get(`${step} ${output}`);
      return value === undefined ? {} : { otherwise: value };
    };
    const { condition, fanOut, inputs } = executor;
    return {
      ...executor,
      fanOut: fanOut.map(({ name, items }) => ({
        name,
        items: 'step' in items ? sourceWith(items, otherwise) : items,
      })),
      inputs: inputs.map(({ name, from }): InputPlan => ({
        name,
        from: 'step' in from ? sourceWith(from, otherwise) : from,
      })),
      ...(condition ? { condition: formulaWith(condition, otherwise) } : {}),
    };
  });
}

const sourceWith = <S extends Extract<ListSource, { step: string }>>(source: S, otherwise: Otherwise): S => ({
  ...source,
  ...otherwise(source.step, source.output),
});

function formulaWith(formula: Formula, otherwise: Otherwise): Formula {
  if ('operand' in formula) return { ...formula, operand: formulaWith(formula.operand, otherwise) };
  if ('left' in formula)
    return { ...formula, left: formulaWith(formula.left, otherwise), right: formulaWith(formula.right, otherwise) };
  return formula.op === 'value' ? { ...formula, ...otherwise(formula.step, formula.output) } : formula;
}
