import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { list, look, record, text } from './look.ts';

/** A pod, or what is no pod and has an address alone. */
export type End =
  { readonly namespace: string; readonly labels: Readonly<Record<string, unknown>> } | { readonly address: string };

export interface Flow {
  readonly from: End;
  readonly to: End;
  readonly port: number;
  readonly protocol?: 'TCP' | 'UDP';
}

/**
 * Whether NetworkPolicies let a flow pass, as the API says it: a pod that no policy of a direction selects is open in it, and of
 * those that select it one that allows the flow is enough. Both ends have to let it pass.
 */
export function passes(objects: readonly KubernetesObject[], flow: Flow): boolean {
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  return (
    isOpen(policies, flow.from, 'Egress', ['egress', 'to'], flow.to, flow) &&
    isOpen(policies, flow.to, 'Ingress', ['ingress', 'from'], flow.from, flow)
  );
}

function isOpen(
  policies: readonly KubernetesObject[],
  own: End,
  direction: 'Egress' | 'Ingress',
  [rules, peers]: readonly [string, string],
  other: End,
  flow: Flow,
): boolean {
  if ('address' in own) return true;
  const about = policies.filter(
    (policy) =>
      policy.metadata.namespace === own.namespace &&
      list(policy, 'spec.policyTypes').includes(direction) &&
      matches(look(policy, 'spec.podSelector'), own.labels),
  );
  const allows = (policy: KubernetesObject): boolean =>
    list(policy, `spec.${rules}`).some(
      (rule) =>
        (list(rule, peers).length === 0 ||
          list(rule, peers).some((peer) => isPeer(peer, policy.metadata.namespace ?? '', other))) &&
        (list(rule, 'ports').length === 0 || list(rule, 'ports').some((port) => isPort(port, flow))),
    );
  return about.length === 0 || about.some(allows);
}

const isPort = (port: unknown, flow: Flow): boolean =>
  look(port, 'port') === flow.port && text(port, 'protocol') === (flow.protocol ?? 'TCP');

function isPeer(peer: unknown, own: string, other: End): boolean {
  const block = look(peer, 'ipBlock.cidr');
  if ('address' in other) return typeof block === 'string' && isWithin(block, other.address);
  if (block !== undefined) return false;
  const namespaces = look(peer, 'namespaceSelector');
  const isThere =
    namespaces === undefined
      ? other.namespace === own
      : matches(namespaces, { 'kubernetes.io/metadata.name': other.namespace });
  const pods = look(peer, 'podSelector');
  return isThere && (pods === undefined || matches(pods, other.labels));
}

function matches(selector: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  const isEqual = Object.entries(record(look(selector, 'matchLabels') ?? {})).every(
    ([key, value]) => labels[key] === value,
  );
  return (
    isEqual &&
    list(selector, 'matchExpressions').every((expression) => {
      const value = labels[text(expression, 'key')];
      const isOf = list(expression, 'values').includes(value);
      switch (text(expression, 'operator')) {
        case 'In':
          return isOf;
        case 'NotIn':
          return !isOf;
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          throw new Error(`unknown operator ${text(expression, 'operator')}`);
      }
    })
  );
}

const bits = (address: string): string =>
  address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');

function isWithin(cidr: string, address: string): boolean {
  const [network = '', length = '32'] = cidr.split('/');
  return bits(network).slice(0, Number(length)) === bits(address).slice(0, Number(length));
}
