import type { TypedParameter } from './parameter.ts';
import type { SensorArgument, Term } from './term.ts';

/** A reading, as it is named by whoever reads it; what else it is called is kept behind that. */
export function calledAs(
  value: Term,
  sensor: string,
  parameters: readonly TypedParameter[],
  given: ReadonlyMap<string, Term>,
): Term {
  if (value.op !== 'reading') return value;
  const bound = parameters.flatMap((parameter): SensorArgument[] => {
    const argument = given.get(parameter.name);
    return argument
      ? [{ name: parameter.name, value: argument, isDefault: isDefault(argument, parameter.default) }]
      : [];
  });
  return { ...value, use: { ...value.use, readAs: [{ sensor, arguments: bound }, ...value.use.readAs] } };
}

/** Whether an argument is what the parameter has anyway, be it said or not. */
const isDefault = (argument: Term, declared: Term | undefined): boolean =>
  argument === declared ||
  (argument.op === 'constant' &&
    argument.value === (declared ? (declared.op === 'constant' ? declared.value : undefined) : null));
