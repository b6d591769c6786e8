import { defined } from '../../base/values/defined.ts';
import type {
  OnlineTarget,
  ServedModel,
  SharesNode,
  ThresholdNode,
  UnitNode,
  VariantTarget,
} from '../../contract/strategy-graph/strategy-graph.ts';
import type { PrimitiveAction, Service } from '../../language/model/model.ts';
import { primitives, type Role } from '../../contract/primitives/primitives.ts';
import { valueOf } from '../../language/reason/constant.ts';
import { upgradedBy } from '../../language/reason/served.ts';
import type { Reference } from '../../language/types/reference.ts';
import { Bytes, Cpu, Ratio, typeName } from '../../language/types/type.ts';
import type { ServingUnit } from '../plan/serving.ts';
import { applicationOf, autoscalerOf, type Context, namesOf, needs, servingOf } from './context.ts';
import { routesOf, writtenBy } from './online-objects.ts';

/** What an action changes of an online workflow, or of a variant of it. */
export function onlineTarget(
  context: Context,
  action: PrimitiveAction,
  workflow: Reference,
): OnlineTarget | VariantTarget {
  const application = applicationOf(context, workflow);
  const names = namesOf(context, workflow, action.variant);
  const unit = unitOf(context, action, workflow);
  const common = {
    namespace: application.namespace,
    serving: servingOf(context, application).name,
    instance: names.instance,
    predictor: names.predictor,
    unit: unit && defined<UnitNode>({ ...unit, serves: servedBy(context, action, workflow) }),
    deployments: names.deployments,
    virtualService: names.virtualService,
    shares: sharesOf(context, action, workflow),
  };
  if (action.variant !== undefined)
    return defined<VariantTarget>({
      kind: 'variant',
      workflow: workflow.name,
      variant: action.variant,
      ...common,
    });
  const autoscaler = autoscalerOf(context, workflow);
  return defined<OnlineTarget>({
    kind: 'online',
    ...common,
    virtualService: application.platform.gateway === undefined ? undefined : names.virtualService,
    deploys: bringsUp(context, action) ? true : undefined,
    ...(autoscaler ? { [`${autoscaler}s`]: names.autoscalers.map(({ name }) => name) } : {}),
    ...writtenBy(context, action, workflow),
    threshold: action.arguments.has('per-replica') ? thresholdOf(context, workflow) : undefined,
    routes: routesOf(context, action, workflow),
  });
}

/** Whether an action of the agent that is lowered brings up what is left to this agent. */
export const bringsUp = ({ agent, model }: Context, { primitive, target }: PrimitiveAction): boolean =>
  agent !== undefined &&
  target !== undefined &&
  primitives[primitive.key].bringsUp !== undefined &&
  model.online.get(target.id)?.deployedBy?.agent.id === agent;

/** Where the threshold of a scaling rule stands, and what it is of. */
function thresholdOf(context: Context, workflow: Reference): ThresholdNode | undefined {
  const scale = context.model.online.get(workflow.id)?.scale;
  if (scale?.kind === 'use') {
    const { of: metric, target } = scale;
    return 'percent' in target
      ? { kind: 'metric', type: typeName(Ratio), metric, field: 'averageUtilization' }
      : { kind: 'metric', type: typeName(metric === 'cpu' ? Cpu : Bytes), metric, field: 'averageValue' };
  }
  const scaling = context.consistsOf(workflow)?.plan.scaling;
  if (!scale || !scaling) return undefined;
  return { kind: 'trigger', type: typeName(scale.on.type), trigger: scaling.trigger, factor: scaling.factor };
}

/** Whose share an action changes, beside what the sources say of all. */
function sharesOf(
  context: Context,
  { primitive, variant }: PrimitiveAction,
  workflow: Reference,
): SharesNode | undefined {
  const roles: readonly Role[] = Object.values(primitives[primitive.key].arguments);
  const backup = context.model.online.get(workflow.id)?.backup?.workflow;
  const of = variant === undefined ? backup && namesOf(context, backup) : namesOf(context, workflow, variant);
  if (!of || !roles.some(({ as }) => as === 'share')) return undefined;
  return {
    of: of.service,
    rest: namesOf(context, workflow).service,
    isBackup: variant === undefined,
    declared: declaredShares(context, workflow),
  };
}

/** What the sources say of each destination of a workflow's route but its own, by Service, as a fraction. */
export function declaredShares(context: Context, workflow: Reference): Readonly<Record<string, number>> {
  const { variants = [], backup } = context.model.online.get(workflow.id) ?? {};
  return Object.fromEntries([
    ...variants.flatMap(({ role, name, percent }) =>
      role === 'canary' ? [[namesOf(context, workflow, name).service, percent / 100] as const] : [],
    ),
    ...(backup ? [[namesOf(context, backup.workflow).service, 0] as const] : []),
  ]);
}

/** The service that an action changes, if it changes one that is known beforehand, with its object. */
export function unitOf(
  context: Context,
  action: PrimitiveAction,
  workflow: Reference,
): Omit<UnitNode, 'serves'> | undefined {
  const named = action.arguments.get('service');
  const name = isUpgrade(action) ? upgraded(context, action, workflow)?.name : named && valueOf(named);
  if (typeof name !== 'string') return undefined;
  const { resource, object, deployment } = placeOf(context, action, workflow, name);
  return { name, resource, object, deployment };
}

const isUpgrade = ({ primitive: { key } }: PrimitiveAction): boolean =>
  key === 'online upgradeWorkflow' || key === 'variant upgradeWorkflow';

/** The service that gets another version; none or several was reported. */
function upgraded(context: Context, action: PrimitiveAction, { id }: Reference): Service | undefined {
  const online = context.model.online.get(id);
  return online && isUpgrade(action) ? upgradedBy(online, action.variant, action.arguments)[0] : undefined;
}

const placeOf = (context: Context, { variant }: PrimitiveAction, workflow: Reference, service: string): ServingUnit =>
  servingOf(context, applicationOf(context, workflow)).unit(namesOf(context, workflow, variant), service);

/** The model of which another version is to be served, and how that comes to the service. */
function servedBy(context: Context, action: PrimitiveAction, workflow: Reference): ServedModel | undefined {
  const service = upgraded(context, action, workflow);
  if (!service?.model) return undefined;
  const { span, text } = action;
  const { name, server, model } = service;
  const serving = servingOf(context, applicationOf(context, workflow));
  if (server === undefined && !serving.handsModels) {
    const others = context.servings.flatMap((other) => (other.handsModels ? [other.name] : []));
    const what = `another version of a model by ${name}, which is a program of its own`;
    context.reporter.report('serving-cannot', span, { system: serving.name, what, others });
  }
  const tracker = needs(context, 'tracker', span, text);
  if (tracker === undefined) return undefined;
  return defined({ model: model.model.registered, tracker, copier: placeOf(context, action, workflow, name).copier });
}
