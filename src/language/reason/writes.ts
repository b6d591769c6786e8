import { argumentAs, primitives, type Role } from '../../contract/primitives/primitives.ts';
import { termText } from '../types/print-term.ts';
import type { Reference } from '../types/reference.ts';
import { within, type Term } from '../types/term.ts';
import { simpleActions, type Action, type PrimitiveAction } from '../model/model.ts';
import { valueOf } from './constant.ts';
import { linearOf } from './linear.ts';
import { termKey, type TermOwner } from './term-key.ts';

/** A field of an object that an action gives a value. */
export interface Write {
  readonly action: Exclude<Action, { kind: 'parallel' }>;
  /** The kind of object and its field; two writes that write one thing share it. */
  readonly key: string;
  /** Which object of that kind, part by part; a part that an argument names may be any. */
  readonly of: readonly (string | undefined)[];
  /** In a sentence, as `the traffic of inference`. */
  readonly what: string;
  /** The same exactly where the values are. */
  readonly value: string;
  /** In a sentence, as `to 100%`. */
  readonly told: string;
  /** Of what is added rather than set: a direction, where it is known. */
  readonly step?: 1 | -1;
}

/**
 * What actions write themselves. What an action of the user's own writes is not known: two of them are not compared, since
 * most only tell or ask somebody.
 */
export function writesOf(actions: readonly Action[], owner: TermOwner): readonly Write[] {
  return simpleActions(actions).flatMap((action) => {
    if (action.kind === 'set') {
      const what = `the state ${action.name}`;
      const write = given(action, owner, ['state', owner.agent, action.name], what, action.value);
      // What is added is added to what others have left, so that all of it counts, in any order.
      return [isAdded(action, owner) ? { ...write, value: 'added' } : write];
    }
    if (action.kind !== 'primitive') return [];
    return action.target ? workflowWrites(action, action.target, owner) : promotion(action, owner);
  });
}

function given(action: Write['action'], owner: TermOwner, key: readonly string[], what: string, value: Term): Write {
  const constant = valueOf(value);
  return {
    action,
    key: JSON.stringify(key),
    of: [],
    what,
    value: constant === undefined ? termKey(value, owner) : JSON.stringify(['constant', JSON.stringify(constant)]),
    told: `to ${termText(value)}`,
  };
}

/** Whether a state gets what it is and something more that does not depend on it. */
function isAdded({ name, value }: Extract<Action, { kind: 'set' }>, owner: TermOwner): boolean {
  const own = within(value).filter((part) => part.op === 'state' && part.name === name);
  const [state] = own;
  if (!state || own.length > 1) return false;
  const key = termKey(state, owner);
  return linearOf(value, owner).parts.some((part) => part.key === key && part.times === 1);
}

/** The key of a term; none of one that an event brings, or that is read, which may be any. */
const fixed = (term: Term, owner: TermOwner): string | undefined =>
  within(term).some(({ op }) => op === 'local' || op === 'reading' || op === 'state')
    ? undefined
    : termKey(term, owner);

/** Whether two writes may be of one thing. */
export const mayBeOne = (a: Write, b: Write): boolean =>
  a.key === b.key &&
  a.of.every((part, index) => {
    const other = b.of[index];
    return part === undefined || other === undefined || part === other;
  });

/** The argument of an action that has a role. */
export function argumentOf({ primitive, arguments: all }: PrimitiveAction, as: Role['as']): Term | undefined {
  const name = argumentAs(primitive.key, as);
  return name === undefined ? undefined : all.get(name);
}

function workflowWrites(action: PrimitiveAction, target: Reference, owner: TermOwner): readonly Write[] {
  const { key } = action.primitive;
  const { on, state, whole, arguments: roles } = primitives[key];
  const part = argumentOf(action, 'part');
  const object = [target.id];
  // Where no part is named that could be, it follows from the model.
  const of = [action.variant ?? '', part ? fixed(part, owner) : argumentAs(key, 'part') === undefined ? '' : undefined];
  const instance = action.variant === undefined ? target.name : `${target.name}.${action.variant}`;
  const name = part ? `${instance}.${termText(part)}` : instance;
  if (state) {
    const { field, value } = state;
    return [{ action, key: JSON.stringify([...object, field]), of, what: name, value, told: `to ${value}` }];
  }
  if (whole !== undefined) {
    const all = [...action.arguments].sort(([a], [b]) => (a < b ? -1 : 1));
    const value = JSON.stringify(all.map(([argument, term]) => [argument, termKey(term, owner)]));
    const key = JSON.stringify([...object, whole]);
    return [{ action, key, of, what: `the ${whole} of ${name}`, value, told: `to ${action.text}` }];
  }
  const params = [...action.parameters].map(([param, value]) =>
    given(action, owner, [...object, 'param', param], `the param ${param} of ${target.name}`, value),
  );
  const fields = Object.entries(roles).flatMap(([argument, role]) => {
    const value = action.arguments.get(argument);
    if (role.as === 'share') return shareWrites(action, target, owner, argument, role.signed);
    if (!('field' in role) || !value || valueOf(value) === null) return [];
    const { as, field } = role;
    const model = on !== 'batch' && value.op === 'version' ? value.model.id : undefined;
    const write = {
      ...given(action, owner, [...object, field], `the ${field} of ${name}`, value),
      of: [...of, model],
    };
    return [as === 'step' ? stepped(write, value) : write];
  });
  return [...fields, ...params];
}

/** A share of a route, whose weights make up a whole: to give one of them is to take it from others. */
function shareWrites(
  action: PrimitiveAction,
  target: Reference,
  owner: TermOwner,
  argument: string,
  signed: string | undefined,
): readonly Write[] {
  const added = signed === undefined ? undefined : action.arguments.get(signed);
  const value = added ?? action.arguments.get(argument);
  if (!value) return [];
  const whose = action.variant ?? 'the backup';
  const field = given(action, owner, [target.id, 'shares'], `how the requests of ${target.name} are shared`, value);
  const write = added ? stepped(field, added) : field;
  return [{ ...write, value: JSON.stringify([whose, write.value]), told: `${write.told} for ${whose}` }];
}

/** What is added goes up or down; how far does not matter. */
function stepped(write: Write, value: Term): Write {
  const by = valueOf(value);
  const step = typeof by !== 'number' || by === 0 ? undefined : by > 0 ? 1 : -1;
  return { ...write, told: `by ${termText(value)}`, ...(step ? { step, value: String(step) } : {}) };
}

/** What gives an alias another version. */
export interface Promotion {
  readonly version: Term;
  readonly alias: Term;
}

/** Undefined of what moves no alias. */
export function promotionOf(action: Action): Promotion | undefined {
  if (action.kind !== 'primitive') return undefined;
  const [version, alias] = [argumentOf(action, 'version'), argumentOf(action, 'alias')];
  return version && alias ? { version, alias } : undefined;
}

/** Of what model an argument is a version is not known. */
function promotion(action: PrimitiveAction, owner: TermOwner): readonly Write[] {
  const promoted = promotionOf(action);
  if (!promoted) return [];
  const { version, alias } = promoted;
  const model = version.op === 'version' ? version.model : undefined;
  const what = `${model ? `${model.name}@` : 'the alias '}${termText(alias)}`;
  return [{ ...given(action, owner, ['alias'], what, version), of: [model?.id, fixed(alias, owner)] }];
}
