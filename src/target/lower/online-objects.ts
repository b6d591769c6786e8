import { argumentAs } from '../../contract/primitives/primitives.ts';
import type { ObjectNode, RoutesNode } from '../../contract/strategy-graph/strategy-graph.ts';
import type { PrimitiveAction } from '../../language/model/model.ts';
import type { Reference } from '../../language/types/reference.ts';
import { bodyFile } from '../../contract/process/agent.ts';
import type { BodyPlan } from '../plan/deployment-plan.ts';
import { applicationOf, type Context, namesOf, servingOf, type WorkflowParts } from './context.ts';

type Listed = (
  context: Context,
  action: PrimitiveAction,
  workflow: Reference,
  parts: WorkflowParts,
) => readonly ObjectNode[];

/** The objects of a workflow that permits speak of together. */
const lists: Readonly<Record<string, Listed>> = {
  'serving/objects': (_, __, ___, { objects }) => objects.all,
  'serving/deployed': (context, _, { id }, { objects }) =>
    context.model.online.get(id)?.deployedBy?.agent.id === context.agent ? objects.all : [],
  'serving/instances': (_, __, ___, { objects }) => objects.instance,
  'serving/units': holdersOfServices,
};

/** The objects that a permit speaks of; undefined where it speaks of no list of them. */
export function objectsOf(
  context: Context,
  action: PrimitiveAction,
  workflow: Reference,
  resource: string,
): readonly ObjectNode[] | undefined {
  const list = lists[resource];
  const parts = list && context.consistsOf(workflow);
  return parts ? list(context, action, workflow, parts) : list && [];
}

/** Those with the pods of its services: all, or where an action is on one service alone those of the variant that it is on. */
function holdersOfServices(
  context: Context,
  { primitive: { key }, variant }: PrimitiveAction,
  workflow: Reference,
  { plan, objects }: WorkflowParts,
): readonly ObjectNode[] {
  const serving = servingOf(context, applicationOf(context, workflow));
  const variants = isOnOneService(key) ? [variant] : [undefined, ...plan.variants.map(({ name }) => name)];
  const places = variants.flatMap((each) => {
    const names = namesOf(context, workflow, each);
    return plan.services.map(({ name }) => serving.unit(names, name));
  });
  return objects.instance.filter((one) =>
    places.some(({ resource, object }) => resource === pathOf(one) && object === one.name),
  );
}

const isOnOneService = (key: PrimitiveAction['primitive']['key']): boolean => argumentAs(key, 'part') !== undefined;

/** As permits name it: `apps/deployments`, `core/services`. */
export const pathOf = ({ group, resource }: ObjectNode): string => `${group === '' ? 'core' : group}/${resource}`;

/** What an action writes that is done to several objects, and where it finds them if it brings them up. */
export function writtenBy(
  context: Context,
  action: PrimitiveAction,
  workflow: Reference,
): { readonly objects?: readonly ObjectNode[]; readonly bodies?: string } {
  const { key, permits } = action.primitive;
  const listed = permits.filter(({ resource }) => resource !== 'serving/units' || !isOnOneService(key));
  const objects = listed.flatMap(({ resource }) => objectsOf(context, action, workflow, resource) ?? []);
  if (objects.length === 0) return {};
  const creates = listed.some(({ resource, verbs }) => resource in lists && verbs.includes('create'));
  return {
    objects,
    ...(creates ? { bodies: bodyFile(applicationOf(context, workflow).namespace, workflow.name) } : {}),
  };
}

/** The VirtualServices in which it stands whether requests come to a workflow, of an action that asks. */
export function routesOf(context: Context, action: PrimitiveAction, workflow: Reference): RoutesNode | undefined {
  if (!action.primitive.permits.some(({ resource }) => resource === 'serving/routes')) return undefined;
  if (applicationOf(context, workflow).platform.gateway === undefined) return undefined;
  const before = [...context.model.online.values()].filter(({ backup }) => backup?.workflow.id === workflow.id);
  return {
    service: namesOf(context, workflow).service,
    virtualServices: [workflow, ...before].map((each) => namesOf(context, each).virtualService).sort(),
  };
}

/** What an agent brings up by its actions, each workflow once. */
export function bodiesOf(context: Context, actions: readonly PrimitiveAction[]): BodyPlan[] {
  const bodies = new Map<string, BodyPlan>();
  for (const action of actions) {
    if (action.target?.kind !== 'online') continue;
    const { objects = [], bodies: file } = writtenBy(context, action, action.target);
    const parts = context.consistsOf(action.target);
    if (file === undefined || !parts) continue;
    const isWhole = bodies.get(file)?.isWhole === true || objects.length === parts.objects.all.length;
    bodies.set(file, { file, team: parts.team, online: parts.plan, isWhole });
  }
  return [...bodies.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}
