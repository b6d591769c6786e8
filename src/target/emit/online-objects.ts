import type { ObjectNode } from '../../contract/strategy-graph/strategy-graph.ts';
import type { OnlinePlan, TeamPlan } from '../plan/deployment-plan.ts';
import type { WorkflowObjects } from '../plan/serving.ts';
import { emitVirtualService } from './istio/virtual-service.ts';
import { emitScaledObject } from './keda/scaled-object.ts';
import { emitAutoscaler } from './kubernetes/autoscaler.ts';
import { emitDetector } from './kubernetes/detector.ts';
import { emitOnlineBudget } from './kubernetes/disruption-budget.ts';
import type { KubernetesObject } from './manifest.ts';
import { servingOf } from './servings.ts';

/** What makes objects of an online workflow beside those of the serving system. A new target is a folder and a line here. */
const targets = [emitScaledObject, emitAutoscaler, emitOnlineBudget, emitVirtualService, emitDetector];

/** The objects of an online workflow in the order of applying: those of the system that serves it, and with these all others. */
export function emitOnline(
  team: TeamPlan,
  plan: OnlinePlan,
): { readonly instance: readonly KubernetesObject[]; readonly all: readonly KubernetesObject[] } {
  const instance = servingOf(team.serving).emit(team, plan);
  return { instance, all: [...instance, ...targets.flatMap((target) => target(team, plan))] };
}

/** What an agent has to know of them. */
export function objectsOf(team: TeamPlan, plan: OnlinePlan): WorkflowObjects {
  const { instance, all } = emitOnline(team, plan);
  return { instance: instance.map(identityOf), all: all.map(identityOf) };
}

function identityOf({ apiVersion, kind, metadata: { name } }: KubernetesObject): ObjectNode {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  // All kinds that these targets make have their plural like that.
  return { group, version, kind, resource: `${kind.toLowerCase()}s`, name };
}
