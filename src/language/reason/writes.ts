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

/** What a primitive writes: a field for each of its arguments, all of them together, or a fixed value. */
type Row =
  | { readonly fields: Readonly<Record<string, string>> }
  | { readonly whole: string }
  | { readonly field: string; readonly value: string };

const rows: Readonly<Record<string, Row>> = {
  runWorkflow: { field: 'run', value: 'running' },
  stopWorkflow: { field: 'run', value: 'stopped' },
  runExecutor: { field: 'run', value: 'running' },
  stopExecutor: { field: 'run', value: 'stopped' },
  deployWorkflow: { field: 'presence', value: 'there' },
  applyWorkflowInstance: { field: 'presence', value: 'there' },
  deleteWorkflow: { field: 'presence', value: 'gone' },
  deleteWorkflowInstance: { field: 'presence', value: 'gone' },
  upgradeWorkflow: { fields: { model: 'model', image: 'image' } },
  upgradeExecutor: { fields: { image: 'image' } },
  updateWorkflowAffinity: { whole: 'affinity' },
  updateExecutorAffinity: { whole: 'affinity' },
  updateWorkflowResource: { fields: { cpu: 'cores', memory: 'memory' } },
  updateExecutorResource: { fields: { cpu: 'cores', memory: 'memory' } },
  updateWorkflowReplica: {
    fields: {
      'per-replica': 'threshold for each replica',
      minimum: 'smallest number of replicas',
      maximum: 'largest number of replicas',
      by: 'number of replicas',
    },
  },
  duplicateWorkflowInstance: { fields: { replicas: 'fixed number of replicas' } },
  updateWorkflowTraffic: { fields: { backup: 'share of the backup' } },
};

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
    return action.primitive.name === 'promote' ? promotion(action, owner) : primitiveWrites(action, owner);
  });
}

function given(action: Write['action'], owner: TermOwner, key: readonly string[], what: string, value: Term): Write {
  const constant = valueOf(value);
  return {
    action,
    key: JSON.stringify(key),
    what,
    value: constant === undefined ? termKey(value, owner) : JSON.stringify(['constant', JSON.stringify(constant)]),
    told: `to ${value.text}`,
  };
}

function primitiveWrites(action: PrimitiveAction, owner: TermOwner): readonly Write[] {
  const { target, primitive } = action;
  const row = Object.hasOwn(rows, primitive.name) ? rows[primitive.name] : undefined;
  if (!target || !row) return [];
  const part = action.arguments.get('executor') ?? action.arguments.get('service');
  const object = [target.id, part ? termKey(part, owner) : ''];
  const name = part ? `${target.name}.${part.text}` : target.name;
  if ('field' in row) {
    const { field, value } = row;
    return [{ action, key: JSON.stringify([...object, field]), what: name, value, told: `to ${value}` }];
  }
  if ('whole' in row) {
    const all = [...action.arguments].sort(([a], [b]) => (a < b ? -1 : 1));
    const value = JSON.stringify(all.map(([argument, term]) => [argument, termKey(term, owner)]));
    const key = JSON.stringify([...object, row.whole]);
    return [{ action, key, what: `the ${row.whole} of ${name}`, value, told: `to ${action.text}` }];
  }
  return Object.entries(row.fields).flatMap(([argument, field]) => {
    const value = action.arguments.get(argument);
    if (!value || valueOf(value) === null) return [];
    const write = given(action, owner, [...object, field], `the ${field} of ${name}`, value);
    return [argument === 'by' ? stepped(write, value) : write];
  });
}

/** What is added goes up or down; how far does not matter. */
function stepped(write: Write, value: Term): Write {
  const by = valueOf(value);
  const step = typeof by !== 'number' || by === 0 ? undefined : by > 0 ? 1 : -1;
  return { ...write, told: `by ${value.text}`, ...(step ? { step, value: String(step) } : {}) };
}

/** Of what model an argument is a version is not known. */
function promotion(action: PrimitiveAction, owner: TermOwner): readonly Write[] {
  const version = action.arguments.get('version');
  const alias = action.arguments.get('to');
  if (version?.op !== 'version' || !alias) return [];
  const { id, name } = version.model;
  const key = ['alias', id, termKey(alias, owner)];
  return [given(action, owner, key, `${name}@${alias.text}`, version)];
}
