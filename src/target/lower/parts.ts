import type {
  BatchPlan,
  EdgePlan,
  ExecutorPlan,
  FanOutPlan,
  InputPlan,
  PartPlan,
  StepValue,
  StoredInputPlan,
} from '../plan/batch-plan.ts';
import type { Formula } from '../plan/parts.ts';
import { partName, valueInput } from './names.ts';

type Steps = Pick<BatchPlan, 'executors' | 'registers' | 'exits'>;

/** A run of some steps, which have a name together, and of all that comes after them. */
export function lowerPart({ executors, registers, exits }: Steps, name: string, first: readonly string[]): PartPlan {
  const names = followers({ executors, registers, exits }, first);
  const isInside = (step: string): boolean => names.has(step);
  const ends = exits.flatMap(({ executor }) => (isInside(executor.name) ? [executor] : []));
  const inside = [...executors.filter((step) => isInside(step.name)), ...ends];
  const waitedFor = inside.flatMap(({ after }) =>
    after.flatMap(({ steps, state }) => (state === 'ended' ? [] : steps)),
  );
  const inputs = new Map<string, StepValue>();
  const given = (value: StepValue): string => {
    const input = valueInput(value.step, value.output);
    inputs.set(input, value);
    return input;
  };
  const plans = inside.map((step) => within(step, isInside, given, executors));
  return {
    name: partName(name),
    executors: plans,
    registers: registers.filter((register) => isInside(register.name)),
    inputs: [...inputs].map(([input, from]) => ({ name: input, from })),
    after: [...new Set(waitedFor.filter((step) => !isInside(step)))],
  };
}

/** These steps, and all that wait for one of them; not what sees to the failure of a step that is done. */
function followers({ executors, registers }: Steps, first: readonly string[]): ReadonlySet<string> {
  const waiting = [
    ...executors.map(({ name, after }) => ({ name, after })),
    ...registers.map(({ name, candidates }) => ({
      name,
      after: candidates.map(({ step }): EdgePlan => ({ steps: [step], state: 'succeeded' })),
    })),
  ];
  const found = new Set(first);
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const { name, after } of waiting) {
      const isFound = ({ steps }: EdgePlan): boolean => steps.some((step) => found.has(step));
      if (after.some(isFound) && after.every((edge) => edge.state !== 'failed' || isFound(edge))) found.add(name);
    }
  }
  return found;
}

type IsInside = (step: string) => boolean;
/** Has a part given a value of a step outside, by the name that this gives. */
type Give = (value: StepValue) => string;

/** A step of a part: what it waits for and reads of steps outside is there already. */
function within(step: ExecutorPlan, isInside: IsInside, give: Give, all: readonly ExecutorPlan[]): ExecutorPlan {
  const { condition, ...plan } = step;
  return {
    ...plan,
    after: step.after.flatMap(({ steps, state }): EdgePlan[] => {
      const waited = steps.filter(isInside);
      return waited.length > 0 ? [{ steps: waited, state }] : [];
    }),
    fanOut: step.fanOut.map((loop): FanOutPlan => ({ ...loop, items: itemsWithin(loop.items, isInside, give) })),
    inputs: step.inputs.map((input): InputPlan => {
      const { name, from } = input;
      return 'step' in from && !isInside(from.step) ? { name, from: { given: give(from) } } : input;
    }),
    storedInputs: step.storedInputs.map((input) => storedWithin(input, isInside, give, all)),
    ...(condition ? { condition: formulaWithin(condition, isInside, give, all) } : {}),
  };
}

const itemsWithin = (items: FanOutPlan['items'], isInside: IsInside, give: Give): FanOutPlan['items'] =>
  'step' in items && !isInside(items.step) ? { given: give(items) } : items;

/** A file that a step outside has put into the store lies under that step's key. */
function storedWithin(
  input: StoredInputPlan,
  isInside: IsInside,
  give: Give,
  all: readonly ExecutorPlan[],
): StoredInputPlan {
  const { name, path, from } = input;
  if (!('step' in from) || isInside(from.step)) return input;
  const maker = all.find((step) => step.name === from.step);
  const { key = [], isPacked = false } = maker?.storedOutputs.find((output) => output.name === from.output) ?? {};
  for (const part of key) {
    const value = typeof part === 'object' && 'input' in part && maker?.inputs.find((one) => one.name === part.input);
    if (value && 'step' in value.from) give(value.from);
  }
  return { name, path, from: isPacked ? { left: key, isPacked } : { left: key } };
}

function formulaWithin(formula: Formula, isInside: IsInside, give: Give, all: readonly ExecutorPlan[]): Formula {
  const inner = (part: Formula): Formula => formulaWithin(part, isInside, give, all);
  if ('operand' in formula) return { ...formula, operand: inner(formula.operand) };
  if ('left' in formula) return { ...formula, left: inner(formula.left), right: inner(formula.right) };
  if (formula.op !== 'value' || isInside(formula.step)) return formula;
  const { step, output, as } = formula;
  const isFanOut = all.some((one) => one.name === step && one.fanOut.length > 0);
  return { op: 'given', name: give({ step, output, isFanOut }), as };
}
