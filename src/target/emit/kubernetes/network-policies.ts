import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { NetworkPartPlan, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { apiServer, controlPlane, names, scrapers, systemAt } from '../network.ts';
import { object, type Draft } from '../object.ts';
import { inNamespace } from '../selectors.ts';
import { servingOf } from '../servings.ts';

type Selector = NonNullable<Draft<INetworkPolicyPeer>['podSelector']>;

interface Rules {
  /** Absent: what may come in is said elsewhere. */
  readonly from?: readonly Draft<INetworkPolicyPeer>[];
  readonly to: readonly Draft<INetworkPolicyEgressRule>[];
}

/** Every pod of the namespace. */
const neighbours: Draft<INetworkPolicyPeer> = { podSelector: {} };

/**
 * What lets pods of workflows pass where nothing does by itself. A policy also closes what it does not allow, so these are made
 * only where the platform says that it is so. Agents have theirs anyway.
 */
export function emitNetworkPolicies(team: TeamPlan): KubernetesObject[] {
  const { network, batch, online, tracker, endpoints } = team;
  if (!network) return [];
  const policy = policyOf(team);
  const isCalled = [
    neighbours,
    ...entrance(team),
    ...scrapers(team),
    ...network.callers.map((name) => inNamespace(name)),
  ];
  const within = { to: [neighbours] };
  return [
    ...(batch.length > 0
      ? [
          // Argo's sidecar tells the API server how a step went; pods of a job talk with each other.
          policy(network.steps, component(team, 'workflow'), { from: gangs(team), to: [apiServer, ...toGangs(team)] }),
        ]
      : []),
    ...served(team).map((selector) =>
      policy(network.services, selector, { from: isCalled, to: [...controlPlane(team), within] }),
    ),
    ...(online.some(({ detector }) => detector)
      ? [
          policy(network.detectors, having(team, 'sflow.dev/detector'), {
            from: [neighbours, ...scrapers(team)],
            to: controlPlane(team),
          }),
        ]
      : []),
    ...(tracker || endpoints.length > 0
      ? [policy(network.programs, component(team, 'endpoint', 'tracker'), { to: controlPlane(team) })]
      : []),
  ];
}

const policyOf =
  (team: TeamPlan) =>
  ({ objectName, egress }: NetworkPartPlan, podSelector: Selector, { from, to }: Rules): KubernetesObject => {
    const part: Part = { name: team.application, component: 'team' };
    return object<INetworkPolicy>({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: metadataOf(team, part, objectName, team.origin),
      spec: {
        podSelector,
        policyTypes: from ? ['Ingress', 'Egress'] : ['Egress'],
        ingress: from && (from.length > 0 ? [{ from }] : []),
        egress: [names, ...to, ...egress.map(systemAt)],
      },
    });
  };

const component = ({ application }: TeamPlan, ...values: readonly string[]): Selector => ({
  matchLabels: { 'sflow.dev/app': application },
  matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'In', values }],
});

const having = ({ application }: TeamPlan, key: string): Selector => ({
  matchLabels: { 'sflow.dev/app': application },
  matchExpressions: [{ key, operator: 'Exists' }],
});

/** All pods of online workflows, variants included, by the label that the serving system puts on them. */
function served({ online, serving }: TeamPlan): Selector[] {
  const { podLabels } = servingOf(serving);
  const values = new Map<string, Set<string>>();
  for (const plan of online) {
    for (const { names: own } of [plan, ...plan.variants]) {
      for (const [key, value] of Object.entries(podLabels({ ...plan, names: { ...plan.names, ...own } })))
        values.set(key, (values.get(key) ?? new Set()).add(value));
    }
  }
  return [...values].map(([key, found]) => ({
    matchExpressions: [{ key, operator: 'In', values: [...found].sort() }],
  }));
}

/** The namespace of the gateway by which callers outside come in. */
const entrance = ({ platform: { gateway } }: TeamPlan): Draft<INetworkPolicyPeer>[] =>
  gateway === undefined ? [] : [inNamespace(gateway.split('/')[0] ?? '')];

function gangs(team: TeamPlan): Draft<INetworkPolicyPeer>[] {
  const hasGangs = team.batch.some(({ executors }) => executors.some(({ gang }) => gang));
  return hasGangs ? [{ podSelector: component(team, 'workflow') }] : [];
}

const toGangs = (team: TeamPlan): Draft<INetworkPolicyEgressRule>[] => gangs(team).map((peer) => ({ to: [peer] }));
