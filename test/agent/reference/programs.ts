import type {
  ActionNode,
  BudgetNode,
  ExpressionNode,
  SensorNode,
  StateNode,
  StrategyGraph,
  StrategyNode,
  SubjectNode,
  TriggerNode,
} from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { Chance } from './chance.ts';
import { latchesOf } from './evaluate.ts';
import { argument, binary, constant, latch, number, state, truth } from './expressions.ts';

/** A random agent, and what it comes to in upgrades. */
export interface Program {
  readonly graph: StrategyGraph;
  /** The first of them is the graph itself. */
  readonly upgrades: readonly StrategyGraph[];
}

export const START = Date.parse('2026-12-01T09:00:00Z');
const MINUTE = 60_000;
const origin = 'random.sflow:1';

export const SUBJECTS: readonly SubjectNode[] = [
  { kind: 'batch', namespace: 'ns', name: 'train' },
  { kind: 'executor', namespace: 'ns', name: 'train', executor: 'fit' },
  { kind: 'online', namespace: 'ns', name: 'serve', deployment: 'serve-0' },
  { kind: 'model', name: 'm', tracker: 't' },
];
export const STATES = ['succeeded', 'ended'] as const;
const RECEIVERS = ['go', 'stop', 'give'] as const;
const PARAMETERS = [
  { name: 'x', type: 'Int', optional: false },
  { name: 'y', type: 'Int', optional: true },
];

const SENSORS: readonly SensorNode[] = (
  [
    ['p', undefined],
    ['q', undefined],
    ['since', { kind: 'since-last-fired' }],
    ['over', { kind: 'over', seconds: 600 }],
  ] as const
).map(([id, window]) => ({
  id,
  label: id,
  type: 'Int',
  source: { kind: 'test', fixed: { metric: id } },
  ...(window ? { window } : {}),
  origin,
}));

/** A sensor whose request depends on the event. */
const byEvent = (computed: ExpressionNode, id: string): SensorNode => ({
  id,
  label: id,
  type: 'Int',
  source: { kind: 'test', fixed: {}, computed: { arguments: computed } },
  origin,
});

const everyMinute: TriggerNode = { kind: 'every', seconds: 60, text: 'every 1m' };

function schedule(chance: Chance, cron = true): TriggerNode {
  const minutes = chance.pick([1, 2, 3, 5]);
  switch (chance.int(8)) {
    case 0: {
      const from = START + chance.int(6) * MINUTE;
      const until = chance.odds(0.5) ? { until: from + chance.int(10) * MINUTE } : {};
      return {
        kind: 'every',
        seconds: minutes * 60,
        from,
        ...until,
        text: `every ${minutes}m from ${(from - START) / MINUTE}${until.until === undefined ? '' : ` until ${(until.until - START) / MINUTE}`}`,
      };
    }
    case 1: {
      const minute = chance.int(12);
      return { kind: 'at', instant: START + minute * MINUTE, text: `at ${minute}` };
    }
    case 2: {
      if (!cron || chance.odds(0.5)) break;
      const all = (count: number, first = 0): number[] => Array.from({ length: count }, (_, index) => first + index);
      const step = chance.pick([4, 7, 10]);
      return {
        kind: 'cron',
        minutes: all(60).filter((each) => each % step === 0),
        hours: all(24),
        days: all(31, 1),
        months: all(12, 1),
        weekdays: all(7),
        eitherDay: false,
        zone: 'UTC',
        text: `cron */${step}`,
      };
    }
  }
  return { kind: 'every', seconds: minutes * 60, text: `every ${minutes}m` };
}

function called(chance: Chance): TriggerNode {
  const receiver = chance.pick(RECEIVERS);
  return { kind: 'called', receiver, parameters: receiver === 'give' ? PARAMETERS : [], text: `called ${receiver}` };
}

function changed(chance: Chance): TriggerNode {
  const subject = chance.odds(0.6) ? SUBJECTS[0] : chance.pick(SUBJECTS);
  const to = chance.pick(STATES);
  if (!subject) throw new Error('there are subjects');
  return { kind: 'on', subject, state: to, text: `on ${subject.kind}.${to}` };
}

const joined = (kind: 'any' | 'all', triggers: readonly TriggerNode[], withinSeconds?: number): TriggerNode => {
  const text = `(${triggers.map((part) => part.text).join(kind === 'any' ? ' or ' : ' and ')}${withinSeconds === undefined ? '' : ` within ${withinSeconds / 60}m`})`;
  return kind === 'any'
    ? { kind, triggers, text }
    : { kind, triggers, text, ...(withinSeconds === undefined ? {} : { withinSeconds }) };
};

function trigger(chance: Chance, depth = 2): TriggerNode {
  const kind = chance.int(depth > 0 ? 10 : 6);
  const several = (part: () => TriggerNode): TriggerNode[] => Array.from({ length: chance.odds(0.8) ? 2 : 3 }, part);
  if (kind < 3) return schedule(chance);
  if (kind < 5) return called(chance);
  if (kind < 6) return changed(chance);
  if (kind < 8)
    return joined(
      'any',
      several(() => trigger(chance, depth - 1)),
    );
  if (kind < 9)
    return joined(
      'all',
      several(() => trigger(chance, depth - 1)),
      chance.pick([0, 60, 180]),
    );
  // Instants that a pattern shares with an interval are sought far, which takes its time.
  return joined(
    'all',
    several(() => schedule(chance, false)),
  );
}

function simpleAction(chance: Chance): Exclude<ActionNode, { kind: 'parallel' }> {
  const retry = chance.odds(0.25)
    ? { retry: { limit: 1 + chance.int(2), seconds: 60, ...(chance.odds(0.5) ? { maximumSeconds: 90 } : {}) } }
    : {};
  const again = 'retry' in retry ? ` retry ${retry.retry.limit}` : '';
  const value = number(chance);
  switch (chance.int(11)) {
    case 0:
    case 1: {
      const name = chance.pick(['n', 'm']);
      const sum = chance.odds(0.5) ? binary('add', state(name), constant(1), 'Int') : value;
      return { kind: 'set', name, value: sum, text: `set ${name} = ${sum.text}`, origin };
    }
    case 2: {
      const text: ExpressionNode = {
        op: 'tell',
        parts: [constant('it is ', 'String'), value],
        type: 'String',
        text: `tell ${value.text}`,
      };
      return {
        kind: 'primitive',
        name: 'notify',
        arguments: { text },
        ...retry,
        text: `notify(${text.text})${again}`,
        origin,
      };
    }
    case 3:
      return {
        kind: 'call',
        agent: { namespace: 'ns', name: 'other', url: 'http://other' },
        receiver: 'help',
        arguments: { what: value },
        ...retry,
        text: `call help(${value.text})${again}`,
        origin,
      };
    case 4:
      return {
        kind: 'http',
        name: 'do',
        endpoint: { name: 'e', url: 'http://e', token: false, timeoutSeconds: 10 },
        arguments: { n: value },
        ...retry,
        text: `do(${value.text})${again}`,
        origin,
      };
    case 5:
    case 7:
      return {
        kind: 'primitive',
        name: 'runWorkflow',
        target: { kind: 'batch', namespace: 'ns', template: 'train', parameters: { epochs: value } },
        arguments: {},
        ...retry,
        text: `run(epochs: ${value.text})${again}`,
        origin,
      };
    case 6: {
      const target = { kind: 'registry', tracker: 't' } as const;
      return { kind: 'primitive', name: 'promote', target, arguments: {}, ...retry, text: `promote${again}`, origin };
    }
    default:
      return { kind: 'primitive', name: 'work', arguments: {}, ...retry, text: `work${again}`, origin };
  }
}

function actions(chance: Chance, most: number): ActionNode[] {
  return Array.from({ length: 1 + chance.int(most) }, () => {
    if (!chance.odds(0.15)) return simpleAction(chance);
    const both = [simpleAction(chance), simpleAction(chance)];
    return { kind: 'parallel', actions: both, text: 'parallel', origin };
  });
}

const maybe = <K extends string, T>(
  chance: Chance,
  share: number,
  name: K,
  value: () => T,
): { readonly [k in K]?: T } => (chance.odds(share) ? { [name]: value() } : {}) as { readonly [k in K]?: T };

function strategy(chance: Chance, name: string, like?: StrategyNode): StrategyNode {
  // Several look at one latch, whichever way round they write it.
  const watched = like && latchesOf(like)[0]?.of;
  const constraint = watched && chance.odds(0.6) ? latch(chance, watched) : truth(chance);
  const constrained = chance.odds(0.6) ? { constraint } : {};
  const held = 'constraint' in constrained ? maybe(chance, 0.3, 'heldSeconds', () => chance.pick([60, 120, 240])) : {};
  // Many begin at one instant; what has to hold is looked at often enough to last.
  const when =
    like && chance.odds(0.4) ? like.trigger : 'heldSeconds' in held && chance.odds(0.6) ? everyMinute : trigger(chance);
  // Only one call brings what something can be kept for.
  const isKeyed = when.text.includes('called give') && chance.odds(0.6);
  return {
    name,
    trigger: when,
    ...constrained,
    ...held,
    ...('constraint' in constrained
      ? {
          ...maybe(chance, 0.35, 'otherwise', () => actions(chance, 2)),
          ...maybe(chance, 0.35, 'whenUnknown', () => actions(chance, 2)),
        }
      : {}),
    ...maybe(chance, isKeyed ? 0.5 : 0.25, 'cooldownSeconds', () => chance.pick([60, 150, 300])),
    ...maybe(chance, isKeyed ? 0.7 : 0.1, 'cooldownPer', () => chance.pick(['x', 'x', 'y'])),
    ...maybe(chance, isKeyed ? 0.5 : 0.25, 'limit', () => ({
      count: 1 + chance.int(2),
      seconds: chance.pick([120, 300]),
      ...maybe(chance, isKeyed ? 0.7 : 0.1, 'per', () => chance.pick(['x', 'x', 'y'])),
    })),
    ...maybe(chance, 0.5, 'priority', () => chance.int(4)),
    ...maybe(chance, 0.6, 'timeoutSeconds', () => chance.pick([30, 60, 180, 300])),
    ...maybe(chance, 0.2, 'approval', () => 'leads'),
    ...maybe(chance, 0.12, 'dryRun', () => true as const),
    actions: actions(chance, 3),
    ...maybe(chance, 0.35, 'onFailure', () => actions(chance, 2)),
    origin,
  };
}

/** Some write one thing: of these the one with the larger priority goes before. */
function ordered(strategies: readonly StrategyNode[], writers: ReadonlySet<string>): StrategyNode[] {
  return strategies.map((node) => {
    if (!writers.has(node.name)) return node;
    const before = strategies.filter(
      (other) => other !== node && writers.has(other.name) && (other.priority ?? 0) > (node.priority ?? 0),
    );
    return before.length > 0 ? { ...node, yieldsTo: before.map(({ name }) => name) } : node;
  });
}

/** What a graph is made of; names say who it is. */
interface Design {
  readonly strategies: readonly StrategyNode[];
  /** Who of them writes what others write. */
  readonly writers: ReadonlySet<string>;
  readonly state: readonly StateNode[];
  readonly budget?: BudgetNode | undefined;
}

function budget(chance: Chance): BudgetNode | undefined {
  if (!chance.odds(0.5)) return undefined;
  const allowance = () => ({ count: 1 + chance.int(2), seconds: chance.pick([120, 600, 1800]) });
  return { ...maybe(chance, 0.9, 'runs', allowance), ...maybe(chance, 0.5, 'promotions', allowance) };
}

function graphOf({ strategies, writers, state: remembered, budget: bound }: Design): StrategyGraph {
  return {
    version: 'sflow.dev/strategy-graph/v1',
    agent: { application: 'app', team: 'team', namespace: 'ns', name: 'agent', role: '' },
    sensors: [...SENSORS, byEvent(state('n'), 'by-state'), byEvent(argument('x'), 'by-argument')],
    state: remembered,
    ...(bound ? { budget: bound } : {}),
    strategies: ordered(strategies, writers).map(inFieldOrder),
  };
}

/** As the compiler writes it: two nodes with one content are one text. */
const inFieldOrder = (node: StrategyNode): StrategyNode =>
  Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1))) as unknown as StrategyNode;

/** Up to four strategies, and two upgrades. */
export function program(chance: Chance): Program {
  const names = NAMES.slice(0, 1 + chance.int(4));
  const first: Design = {
    strategies: names.reduce<StrategyNode[]>((all, name) => [...all, strategy(chance, name, all.at(-1))], []),
    writers: new Set(names.filter(() => chance.odds(0.75))),
    state: ['n', 'm'].map((name) => ({ name, type: 'Int', initial: 0, origin })),
    budget: budget(chance),
  };
  const second = upgraded(chance, first);
  const graph = graphOf(first);
  return { graph, upgrades: [graph, ...[second, upgraded(chance, second)].map(graphOf)] };
}

const NAMES = ['a', 'b', 'c', 'd'] as const;
const LATER = ['e', 'f'] as const;

/** One change, or two. */
function upgraded(chance: Chance, design: Design): Design {
  const changed = oneChange(chance, design);
  return chance.odds(0.5) ? oneChange(chance, changed) : changed;
}

function oneChange(chance: Chance, design: Design): Design {
  const { strategies, writers, state: remembered } = design;
  const lasting = strategies.filter(({ heldSeconds }) => heldSeconds !== undefined);
  const one = chance.pick(lasting.length > 0 && chance.odds(0.4) ? lasting : strategies);
  const put = (change: Partial<StrategyNode>): Design => ({
    ...design,
    strategies: strategies.map((node) => (node === one ? { ...node, ...change } : node)),
  });
  switch (one.heldSeconds !== undefined && chance.odds(0.4) ? 4 : chance.int(10)) {
    case 0: {
      const name = `${one.name}2`;
      if (strategies.some((node) => node.name === name)) return design;
      return { ...put({ name }), writers: writers.has(one.name) ? new Set([...writers, name]) : writers };
    }
    case 1:
    case 9:
      return strategies.length > 1 ? { ...design, strategies: strategies.filter((node) => node !== one) } : design;
    case 2: {
      const name = [...NAMES, ...LATER].find((each) => !strategies.some((node) => node.name === each));
      if (name === undefined) return design;
      return { ...design, strategies: [...strategies, strategy(chance, name)] };
    }
    case 3:
      return put({ trigger: trigger(chance) });
    case 4: {
      const other = truth(chance);
      const { constraint, heldSeconds } = one;
      if (heldSeconds !== undefined && chance.odds(0.2)) return put({ heldSeconds: chance.pick([60, 120, 240]) });
      // Another one that holds where the former did.
      return put({ constraint: constraint && chance.odds(0.5) ? binary('or', constraint, other) : other });
    }
    case 5:
      return put({ actions: actions(chance, 3) });
    case 6: {
      const { dryRun, ...node } = one;
      const toggled: StrategyNode = dryRun ? node : { ...node, dryRun: true };
      return { ...design, strategies: strategies.map((each) => (each === one ? toggled : each)) };
    }
    case 7:
      return put({ priority: chance.int(5) });
    case 8:
      return { ...design, budget: budget(chance) };
    default: {
      const type = chance.pick(['Int', 'Int?', 'String']);
      const changed = { type, initial: type === 'String' ? 'none' : 1 };
      return { ...design, state: remembered.map((node) => (node.name === 'm' ? { ...node, ...changed } : node)) };
    }
  }
}
