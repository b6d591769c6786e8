import { defined } from '../../base/values/defined.ts';
import { countedKinds } from '../../contract/primitives/budget-kinds.ts';
import { primitives } from '../../contract/primitives/primitives.ts';
import type {
  ActionNode,
  BudgetNode,
  CallerNode,
  ExpressionNode,
  RetryNode,
  StrategyGraph,
  StrategyNode,
  TargetNode,
  TriggerNode,
} from '../../contract/strategy-graph/strategy-graph.ts';
import { STRATEGY_GRAPH_VERSION } from '../../contract/strategy-graph/strategy-graph.ts';
import type { SimpleAction } from '../../contract/strategy-graph/walk.ts';
import { precedence } from '../../language/reason/conflicts.ts';
import type {
  Action,
  Agent,
  CustomAction,
  PrimitiveAction,
  Retry,
  Strategy,
  Trigger,
} from '../../language/model/model.ts';
import { termText } from '../../language/types/print-term.ts';
import type { Term } from '../../language/types/term.ts';
import { typeName } from '../../language/types/type.ts';
import { batchTarget } from './batch-target.ts';
import { applicationOf, type Context, needs } from './context.ts';
import { addressOfAction } from './endpoints.ts';
import { ExpressionLowering } from './expression.ts';
import { agentUrl } from './names.ts';
import { onlineTarget } from './online-target.ts';
import { lowerSubject } from './subjects.ts';

/** The graph of an agent. Strategies stand in the order of their names: where they stand in the source has no meaning. */
export function lowerStrategies(context: Context, agent: Agent): StrategyGraph {
  const { application } = context;
  const expressions = new ExpressionLowering(context);
  const byName = [...agent.strategies].sort((a, b) => (a.name < b.name ? -1 : 1));
  const before = precedence(agent, context.writers);
  const strategies = byName.map((strategy) => lowerStrategy(context, expressions, strategy, before.get(strategy.name)));
  const state = [...agent.state]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, type, initial, span }) => ({
      name,
      type: typeName(type),
      initial,
      origin: context.origin(span).text,
    }));
  return defined({
    version: STRATEGY_GRAPH_VERSION,
    agent: defined({
      application: application.name,
      team: application.team,
      namespace: application.namespace,
      name: agent.name,
      template: agent.template,
      role: agent.role,
      callers: lowerCallers(context, agent),
    }),
    sensors: expressions.sensors,
    state: state.length > 0 ? state : undefined,
    budget: lowerBudget(agent),
    strategies,
  });
}

/** An agent has an account of its own name. */
function lowerCallers(context: Context, { id }: Agent): readonly CallerNode[] | undefined {
  const nodes = (context.callers.get(id) ?? []).map(
    ({ agent: { namespace, name }, receiver }): [string, CallerNode] => [
      [receiver, namespace, name].join(' '),
      { receiver, namespace, account: name },
    ],
  );
  const once = [...new Map(nodes)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, node]) => node);
  return once.length > 0 ? once : undefined;
}

function lowerBudget({ budget }: Agent): BudgetNode | undefined {
  const counts = countedKinds.flatMap((kind) => {
    const { count, seconds } = budget[kind] ?? {};
    return count === undefined || seconds === undefined ? [] : [[kind, { count, seconds }] as const];
  });
  const node = defined({ ...Object.fromEntries(counts), traffic: budget.traffic?.share });
  return Object.keys(node).length > 0 ? node : undefined;
}

function lowerStrategy(
  context: Context,
  expressions: ExpressionLowering,
  strategy: Strategy,
  yieldsTo: readonly string[] | undefined,
): StrategyNode {
  const { modifiers, heldSeconds } = strategy;
  const { cooldownSeconds, cooldownPer, limit, priority, timeoutSeconds, approval, dryRun } = modifiers;
  const constraint = strategy.constraint && expressions.lowerConstraint(strategy.constraint);
  const lowered = (actions: readonly Action[]): readonly ActionNode[] =>
    actions.flatMap((action) => lowerAction(context, expressions, action) ?? []);
  const branch = (name: 'otherwise' | 'whenUnknown' | 'onFailure'): Partial<StrategyNode> =>
    strategy[name].length > 0 ? { [name]: lowered(strategy[name]) } : {};
  return defined({
    name: strategy.name,
    trigger: lowerTrigger(context, strategy.trigger),
    constraint,
    heldSeconds,
    cooldownSeconds,
    cooldownPer,
    limit,
    priority,
    yieldsTo,
    timeoutSeconds,
    approval,
    dryRun: dryRun ? true : undefined,
    actions: lowered(strategy.actions),
    ...branch('otherwise'),
    ...branch('whenUnknown'),
    ...branch('onFailure'),
    origin: context.origin(strategy.span).text,
  });
}

function lowerTrigger(context: Context, trigger: Trigger): TriggerNode {
  const { text } = trigger;
  switch (trigger.kind) {
    case 'every': {
      const { seconds, from, until, jitterSeconds } = trigger;
      return defined({
        kind: 'every',
        seconds,
        from,
        until,
        jitterSeconds,
        text,
      });
    }
    case 'at':
      return { kind: 'at', instant: trigger.instant, text };
    case 'cron':
      return { kind: 'cron', ...trigger.fields, zone: trigger.zone, text };
    case 'called':
      return {
        kind: 'called',
        receiver: trigger.receiver,
        parameters: trigger.parameters.map(({ name, type }) => ({
          name,
          type: typeName(type),
          optional: type.kind === 'optional',
        })),
        text,
      };
    case 'on':
      return { kind: 'on', subject: lowerSubject(context, trigger.subject, trigger.span), state: trigger.state, text };
    case 'any':
      return { kind: 'any', triggers: trigger.triggers.map((part) => lowerTrigger(context, part)), text };
    case 'all': {
      const triggers = trigger.triggers.map((part) => lowerTrigger(context, part));
      const { withinSeconds } = trigger;
      return defined({ kind: 'all', triggers, withinSeconds, text });
    }
  }
}

function lowerAction(context: Context, expressions: ExpressionLowering, action: Action): ActionNode | undefined {
  if (action.kind !== 'parallel') return lowerSimple(context, expressions, action);
  const actions = action.actions.flatMap((each) => lowerSimple(context, expressions, each) ?? []);
  return { kind: 'parallel', actions, text: action.text, origin: context.origin(action.span).text };
}

function lowerSimple(
  context: Context,
  expressions: ExpressionLowering,
  action: Exclude<Action, { kind: 'parallel' }>,
): SimpleAction | undefined {
  const place = { text: action.text, origin: context.origin(action.span).text };
  if (action.kind === 'set') {
    const absent: ExpressionNode = { op: 'constant', value: null, text: termText(action.value), type: 'none' };
    return { kind: 'set', name: action.name, value: expressions.lower(action.value) ?? absent, ...place };
  }
  const given = lowerAll(expressions, action.arguments);
  const retry = action.retry && lowerRetry(action.retry);
  if (action.kind === 'custom') return lowerCustom(context, action, given, place, retry);
  if (action.kind === 'call') {
    const { namespace } = applicationOf(context, action.agent);
    const { name } = action.agent;
    return defined({
      kind: 'call',
      agent: { namespace, name, url: agentUrl(namespace, name) },
      receiver: action.receiver,
      arguments: given,
      retry,
      ...place,
    });
  }
  const target = lowerTarget(context, expressions, action);
  return defined({
    kind: 'primitive',
    name: action.primitive.name,
    layer: action.primitive.layer,
    target,
    arguments: given,
    retry,
    ...place,
  });
}

/** Seconds before the first retry where nothing is said: what was busy gets the time to recover. */
const BACKOFF = 10;

const lowerRetry = ({ limit, backoffSeconds, maximumSeconds }: Retry): RetryNode =>
  defined({
    limit,
    seconds: backoffSeconds ?? BACKOFF,
    maximumSeconds,
  });

function lowerCustom(
  context: Context,
  action: CustomAction,
  given: Record<string, ExpressionNode>,
  place: Pick<ActionNode, 'text' | 'origin'>,
  retry: RetryNode | undefined,
): SimpleAction | undefined {
  const { name, result } = action;
  const endpoint = addressOfAction(context, action);
  const type = result.kind === 'none' ? {} : { result: typeName(result) };
  return endpoint && defined({ kind: 'http', name, endpoint, arguments: given, ...type, retry, ...place });
}

function lowerAll(expressions: ExpressionLowering, terms: ReadonlyMap<string, Term>): Record<string, ExpressionNode> {
  const nodes: Record<string, ExpressionNode> = {};
  for (const [name, term] of terms) {
    const node = expressions.lowerTold(term);
    if (node) nodes[name] = node;
  }
  return nodes;
}

function lowerTarget(
  context: Context,
  expressions: ExpressionLowering,
  action: PrimitiveAction,
): TargetNode | undefined {
  const { target } = action;
  const { on } = primitives[action.primitive.key];
  if (on === 'webhook') return undefined;
  if (on === 'registry') {
    const tracker = needs(context, 'tracker', action.span, action.primitive.name);
    return tracker === undefined ? undefined : { kind: 'registry', tracker };
  }
  if (!target) return undefined;
  if (on === 'batch') return batchTarget(context, expressions, action, target);
  return onlineTarget(context, action, target);
}
