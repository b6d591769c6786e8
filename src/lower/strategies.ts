import type {
  ActionNode,
  ExpressionNode,
  StrategyGraph,
  StrategyNode,
  TargetNode,
  TriggerNode,
} from '../graph/strategy-graph.ts';
import { STRATEGY_GRAPH_VERSION } from '../graph/strategy-graph.ts';
import type { Action, Agent, CustomAction, PrimitiveAction, Strategy, Trigger } from '../model/model.ts';
import type { Term } from '../types/term.ts';
import { typeName } from '../types/type.ts';
import { applicationOf, type Context, namesOf, servingOf, needs } from './context.ts';
import { addressOfAction } from './endpoints.ts';
import { ExpressionLowering } from './expression.ts';
import { agentUrl, fieldParameter } from './names.ts';
import { textFields } from './parameters.ts';

/** The graph of an agent. Strategies stand in the order of their names: where they stand in the source has no meaning. */
export function lowerStrategies(context: Context, agent: Agent): StrategyGraph {
  const { application } = context;
  const expressions = new ExpressionLowering(context);
  const byName = [...agent.strategies].sort((a, b) => (a.name < b.name ? -1 : 1));
  const strategies = byName.map((strategy) => lowerStrategy(context, expressions, strategy));
  return {
    version: STRATEGY_GRAPH_VERSION,
    agent: {
      application: application.name,
      team: application.team,
      namespace: application.namespace,
      name: agent.name,
      role: agent.role,
    },
    sensors: expressions.sensors,
    strategies,
  };
}

function lowerStrategy(context: Context, expressions: ExpressionLowering, strategy: Strategy): StrategyNode {
  const constraint = strategy.constraint && expressions.lower(strategy.constraint);
  return {
    name: strategy.name,
    trigger: lowerTrigger(strategy.trigger),
    ...(constraint ? { constraint } : {}),
    actions: strategy.actions.flatMap((action) => lowerAction(context, expressions, action) ?? []),
    origin: context.origin(strategy.span).text,
  };
}

function lowerTrigger(trigger: Trigger): TriggerNode {
  const { text } = trigger;
  switch (trigger.kind) {
    case 'every':
      return { kind: 'every', seconds: trigger.seconds, text };
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
    case 'any':
      return { kind: 'any', triggers: trigger.triggers.map(lowerTrigger), text };
  }
}

function lowerAction(context: Context, expressions: ExpressionLowering, action: Action): ActionNode | undefined {
  const place = { text: action.text, origin: context.origin(action.span).text };
  const given = lowerAll(expressions, action.arguments);
  if (action.kind === 'custom') return lowerCustom(context, action, given, place);
  if (action.kind === 'call') {
    const { namespace } = applicationOf(context, action.agent);
    const { name } = action.agent;
    return {
      kind: 'call',
      agent: { namespace, name, url: agentUrl(namespace, name) },
      receiver: action.receiver,
      arguments: given,
      ...place,
    };
  }
  const target = lowerTarget(context, expressions, action);
  return {
    kind: 'primitive',
    name: action.primitive.name.text,
    ...(target ? { target } : {}),
    arguments: given,
    ...place,
  };
}

function lowerCustom(
  context: Context,
  action: CustomAction,
  given: Record<string, ExpressionNode>,
  place: Pick<ActionNode, 'text' | 'origin'>,
): ActionNode | undefined {
  const { name, result } = action;
  const endpoint = addressOfAction(context, action);
  const type = result.kind === 'none' ? {} : { result: typeName(result) };
  return endpoint && { kind: 'http', name, endpoint, arguments: given, ...type, ...place };
}

function lowerAll(expressions: ExpressionLowering, terms: ReadonlyMap<string, Term>): Record<string, ExpressionNode> {
  const nodes: Record<string, ExpressionNode> = {};
  for (const [name, term] of terms) {
    const node = expressions.lower(term);
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
  if (!target) {
    const tracker = needs(context, 'tracker', action.span, action.primitive.name.text);
    return tracker === undefined ? undefined : { kind: 'registry', tracker };
  }
  const { namespace } = applicationOf(context, target);
  if (target.declaration.workflowKind.text === 'batch') {
    return { kind: 'batch', namespace, template: target.name, parameters: lowerRun(expressions, action) };
  }
  const names = namesOf(context, target);
  const members = target.declaration.members;
  const unit = members.find((member) => member.kind === 'service' && member.role.text === 'model');
  const scales = members.some((member) => member.kind === 'replicas' && member.scale);
  return {
    kind: 'online',
    namespace,
    serving: servingOf(context, applicationOf(context, target)).name,
    instance: names.instance,
    predictor: names.predictor,
    ...(unit?.kind === 'service' ? { unit: unit.name.text } : {}),
    deployment: names.deployments[0],
    ...(scales ? { scaledObject: names.scaledObject } : {}),
    virtualService: names.virtualService,
  };
}

/** The arguments of a run, by name of the Argo parameter: a value of a record type gives its URI and each of its fields. */
function lowerRun(expressions: ExpressionLowering, action: PrimitiveAction): Record<string, ExpressionNode> {
  const parameters: Record<string, ExpressionNode> = {};
  for (const [name, term] of action.parameters) {
    const node = expressions.lower(term);
    if (!node) continue;
    const fields = textFields(term.type);
    if (fields.length === 0) {
      parameters[name] = node;
      continue;
    }
    const field = (of: string): ExpressionNode => ({
      op: 'field',
      of: node,
      name: of,
      text: `${node.text}.${of}`,
      type: 'String',
    });
    parameters[name] = field('uri');
    for (const of of fields) parameters[fieldParameter(name, of)] = field(of);
  }
  return parameters;
}
