import { defined } from '../../base/values/defined.ts';
import type { OnlineTarget, ServedModel, UnitNode } from '../../contract/strategy-graph/strategy-graph.ts';
import type { PrimitiveAction } from '../../language/model/model.ts';
import { valueOf } from '../../language/reason/constant.ts';
import { upgradedBy } from '../../language/reason/served.ts';
import type { Reference } from '../../language/types/reference.ts';
import type { ServingUnit } from '../plan/serving.ts';
import { applicationOf, autoscalerOf, type Context, namesOf, needs, servingOf } from './context.ts';

/** What an action changes of an online workflow. */
export function onlineTarget(context: Context, action: PrimitiveAction, workflow: Reference): OnlineTarget {
  const application = applicationOf(context, workflow);
  const names = namesOf(context, workflow);
  const unit = unitOf(context, action, workflow);
  const autoscaler = autoscalerOf(context, workflow);
  return defined<OnlineTarget>({
    kind: 'online',
    namespace: application.namespace,
    serving: servingOf(context, application).name,
    instance: names.instance,
    predictor: names.predictor,
    unit: unit && defined<UnitNode>({ ...unit, serves: servedBy(context, action, workflow) }),
    deployment: names.deployments[0],
    ...(autoscaler ? { [autoscaler]: names.scaledObject } : {}),
    virtualService: names.virtualService,
  });
}

/** The service that an action changes, if it changes one that is known beforehand, with its object. */
export function unitOf(
  context: Context,
  { primitive, arguments: given }: PrimitiveAction,
  workflow: Reference,
): Omit<UnitNode, 'serves'> | undefined {
  const online = context.model.online.get(workflow.id);
  const named = given.get('service');
  const name =
    online && primitive.key === 'online upgradeWorkflow' ? upgradedBy(online, given)[0]?.name : named && valueOf(named);
  if (typeof name !== 'string') return undefined;
  const { resource, object, deployment } = facts(context, workflow, name);
  return { name, resource, object, deployment };
}

const facts = (context: Context, workflow: Reference, service: string): ServingUnit =>
  servingOf(context, applicationOf(context, workflow)).unit(namesOf(context, workflow), service);

/** The model of which another version is to be served, and how that comes to the service. */
function servedBy(
  context: Context,
  { primitive, arguments: given, span, text }: PrimitiveAction,
  workflow: Reference,
): ServedModel | undefined {
  const online = context.model.online.get(workflow.id);
  // None or several was reported.
  const [service] = online && primitive.key === 'online upgradeWorkflow' ? upgradedBy(online, given) : [];
  if (!service?.model) return undefined;
  const { name, server, model } = service;
  const serving = servingOf(context, applicationOf(context, workflow));
  if (server === undefined && !serving.handsModels) {
    const others = context.servings.flatMap((other) => (other.handsModels ? [other.name] : []));
    const what = `another version of a model by ${name}, which is a program of its own`;
    context.reporter.report('serving-cannot', span, { system: serving.name, what, others });
  }
  const tracker = needs(context, 'tracker', span, text);
  if (tracker === undefined) return undefined;
  return defined({ model: model.model.registered, tracker, copier: facts(context, workflow, name).copier });
}
