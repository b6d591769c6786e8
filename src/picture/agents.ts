import type {
  ActionNode,
  SensorNode,
  StrategyGraph,
  StrategyNode,
  TargetNode,
  TriggerNode,
} from '../graph/strategy-graph.ts';
import { simpleTriggers } from '../graph/walk.ts';
import type { Line, Link, Row, TableBox } from './picture.ts';

/** What a strategy does, before it is known what of that is drawn. */
export interface Deed {
  /** The line that says it. */
  readonly from: string;
  readonly label: string;
  readonly to:
    | { readonly kind: 'agent'; readonly namespace: string; readonly name: string; readonly receiver: string }
    | { readonly kind: 'batch' | 'online'; readonly namespace: string; readonly name: string }
    | { readonly kind: 'models' }
    | { readonly kind: 'endpoint'; readonly name: string };
}

export interface DrawnAgent {
  readonly box: TableBox;
  /** Absent where it reads nothing. */
  readonly sensors?: TableBox;
  readonly reads: readonly Link[];
  readonly deeds: readonly Deed[];
  /** The line of each receiver. */
  readonly receivers: ReadonlyMap<string, string>;
}

export function drawAgent({ agent, sensors, strategies }: StrategyGraph, id: string): DrawnAgent {
  const deeds: Deed[] = [];
  const receivers = new Map<string, string>();
  const rows = strategies.map((strategy, index): Row => {
    const own = `${id}s${String(index + 1)}`;
    const lines: Line[] = [];
    const say = (keyword: string, text: string): string => {
      const line = `${own}l${String(lines.length + 1)}`;
      lines.push({ id: line, keyword, text });
      return line;
    };
    const when = say('WHEN', strategy.trigger.text);
    for (const receiver of receiversOf(strategy.trigger)) receivers.set(receiver, when);
    if (strategy.constraint) say('IF', strategy.constraint.text);
    for (const { keyword, actions } of branchesOf(strategy)) {
      for (const [place, action] of actions.entries()) {
        const line = say(place === 0 ? keyword : '', action.text);
        deeds.push(...deedsOf(action, line));
      }
    }
    return { id: own, name: strategy.name, note: '', lines };
  });
  const read = sensors.map((sensor, index) => ({ sensor, id: `${id}r${String(index + 1)}` }));
  const idOf = new Map(read.map((one) => [one.sensor.id, one.id]));
  const reads = strategies.flatMap((strategy, index) =>
    readingsOf(strategy, sensors).flatMap((sensor): Link[] => {
      const from = idOf.get(sensor);
      return from === undefined ? [] : [{ kind: 'reads', from, to: `${id}s${String(index + 1)}`, label: '' }];
    }),
  );
  const table = { form: 'table', notes: [] } as const;
  return {
    box: { ...table, kind: 'agent', id, name: agent.name, notes: agent.role === '' ? [] : [agent.role], rows },
    ...(read.length === 0
      ? {}
      : {
          sensors: {
            ...table,
            kind: 'sensors',
            id: `${id}r`,
            name: `what ${agent.name} reads`,
            rows: read.map(({ sensor, id: row }) => ({
              id: row,
              name: sensor.label,
              note: sensor.source.kind,
              lines: [],
            })),
          },
        }),
    reads,
    deeds,
    receivers,
  };
}

/** What is done, and in which case. */
const branchesOf = ({
  actions,
  otherwise = [],
  whenUnknown = [],
  onFailure = [],
}: StrategyNode): { readonly keyword: string; readonly actions: readonly ActionNode[] }[] => [
  { keyword: 'THEN', actions },
  { keyword: 'ELSE', actions: otherwise },
  { keyword: 'when unknown', actions: whenUnknown },
  { keyword: 'on failure', actions: onFailure },
];

const receiversOf = (trigger: TriggerNode): string[] =>
  simpleTriggers(trigger).flatMap((part) => (part.kind === 'called' ? [part.receiver] : []));

function deedsOf(action: ActionNode, from: string): Deed[] {
  switch (action.kind) {
    case 'call':
      return [{ from, label: 'calls', to: { kind: 'agent', ...action.agent, receiver: action.receiver } }];
    case 'primitive':
      return action.target ? [{ from, label: action.name, to: targetOf(action.target) }] : [];
    case 'set':
      return [];
    case 'parallel':
      return action.actions.flatMap((each) => deedsOf(each, from));
    case 'http':
      return [{ from, label: action.name, to: { kind: 'endpoint', name: action.endpoint.name } }];
  }
}

function targetOf(target: TargetNode): Deed['to'] {
  switch (target.kind) {
    case 'batch':
      return { kind: 'batch', namespace: target.namespace, name: target.template };
    case 'online':
      return { kind: 'online', namespace: target.namespace, name: target.instance };
    case 'registry':
      return { kind: 'models' };
  }
}

/** The sensors that a strategy reads, directly or by way of others, in the order of the graph. */
function readingsOf(strategy: StrategyNode, sensors: readonly SensorNode[]): string[] {
  const found = new Set<string>();
  const open = sensorsIn(strategy);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...sensorsIn(sensors.find((sensor) => sensor.id === id)?.source));
  }
  return sensors.map(({ id }) => id).filter((id) => found.has(id));
}

/** Wherever an expression may stand, now or in a later version: a reading is an object of this form. */
function sensorsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = value as { readonly op?: unknown; readonly sensor?: unknown };
  const here = own.op === 'reading' && typeof own.sensor === 'string' ? [own.sensor] : [];
  return [...here, ...Object.values(value).flatMap(sensorsIn)];
}
