import { defined } from '../../base/values/defined.ts';
import type { SensorArgument, SensorCall } from '../../contract/strategy-graph/strategy-graph.ts';
import type { Value } from '../../base/values/value.ts';
import type { SensorUse, Term } from '../../language/types/term.ts';

/** What a sensor is read as, where all of it is known. */
export const lowerCalls = ({ readAs }: SensorUse): SensorCall[] =>
  readAs.flatMap(({ sensor, arguments: given }): SensorCall[] => {
    const lowered = given.flatMap(({ name, value: term, isDefault }): SensorArgument[] => {
      const value = valueOf(term);
      return value === undefined ? [] : [defined({ name, value, default: isDefault ? true : undefined })];
    });
    return lowered.length === given.length ? [{ sensor, arguments: lowered }] : [];
  });

/** A constant, or what names a declaration; undefined for what depends on the event. */
function valueOf(term: Term): Value | undefined {
  switch (term.op) {
    case 'constant':
      return term.value;
    case 'workflow':
      return term.variant === undefined ? term.workflow.name : `${term.workflow.name}.${term.variant}`;
    case 'version':
      return `${term.model.name}@${term.version}`;
    case 'model':
      return term.model.name;
    case 'endpoint':
      return term.endpoint.name;
    case 'agent':
      return term.agent.name;
    case 'list': {
      const items = term.items.map(valueOf);
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    default:
      return undefined;
  }
}

/** The calls of two readings that ask for the same, each once. */
export function unitedCalls(first: readonly SensorCall[] = [], second: readonly SensorCall[] = []): SensorCall[] {
  const known = new Map([...first, ...second].map((call) => [JSON.stringify(call), call]));
  return [...known.values()];
}
