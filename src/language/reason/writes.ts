import { argumentAs, primitives, type Role } from '../../contract/primitives/primitives.ts';
import { termText } from '../types/print-term.ts';
import type { Reference } from '../types/reference.ts';
import type { Term } from '../types/term.ts';
import { simpleActions, type Action, type PrimitiveAction } from '../model/model.ts';
import { valueOf } from './constant.ts';
import { termKey, type TermOwner } from './term-key.ts';

/** A field of an object that an action gives a value. */
export interface Write {
  readonly action: Exclude<Action, { kind: 'parallel' }>;
  /** The object and its field; two writes share it exactly where they write one thing. */
  readonly key: string;
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
      return [given(action, owner, ['state', owner.agent, action.name], what, action.value)];
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
    what,
    value: constant === undefined ? termKey(value, owner) : JSON.stringify(['constant', JSON.stringify(constant)]),
    told: `to ${termText(value)}`,
  };
}

/** The argument of an action that has a role. */
export function argumentOf({ primitive, arguments: all }: PrimitiveAction, as: Role['as']): Term | undefined {
  const name = argumentAs(primitive.key, as);
  return name === undefined ? undefined : all.get(name);
}

function workflowWrites(action: PrimitiveAction, target: Reference, owner: TermOwner): readonly Write[] {
  const { state, whole, arguments: roles } = primitives[action.primitive.key];
  const part = argumentOf(action, 'part');
  const object = [target.id, part ? termKey(part, owner) : ''];
  const name = part ? `${target.name}.${termText(part)}` : target.name;
  if (state) {
    const { field, value } = state;
    return [{ action, key: JSON.stringify([...object, field]), what: name, value, told: `to ${value}` }];
  }
  if (whole !== undefined) {
    const all = [...action.arguments].sort(([a], [b]) => (a < b ? -1 : 1));
    const value = JSON.stringify(all.map(([argument, term]) => [argument, termKey(term, owner)]));
    const key = JSON.stringify([...object, whole]);
    return [{ action, key, what: `the ${whole} of ${name}`, value, told: `to ${action.text}` }];
  }
  return Object.entries(roles).flatMap(([argument, role]) => {
    const value = action.arguments.get(argument);
    if (!('field' in role) || !value || valueOf(value) === null) return [];
    const { as, field } = role;
    const write = given(action, owner, [...object, field], `the ${field} of ${name}`, value);
    return [as === 'step' ? stepped(write, value) : write];
  });
}

/** What is added goes up or down; how far does not matter. */
function stepped(write: Write, value: Term): Write {
  const by = valueOf(value);
  const step = typeof by !== 'number' || by === 0 ? undefined : by > 0 ? 1 : -1;
  return { ...write, told: `by ${termText(value)}`, ...(step ? { step, value: String(step) } : {}) };
}

/** Of what model an argument is a version is not known. */
function promotion(action: PrimitiveAction, owner: TermOwner): readonly Write[] {
  const version = argumentOf(action, 'version');
  const alias = argumentOf(action, 'alias');
  if (version?.op !== 'version' || !alias) return [];
  const { id, name } = version.model;
  const key = ['alias', id, termKey(alias, owner)];
  return [given(action, owner, key, `${name}@${termText(alias)}`, version)];
}
