import type { Value } from '../../src/base/values/value.ts';
import type { ExpressionNode, ObjectNode } from '../../src/contract/strategy-graph/strategy-graph.ts';
import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { look, text } from '../target/emit/look.ts';
import type { Actor } from './acting.ts';
import type { Answer, Cluster } from './client.ts';

export const MERGE = 'application/merge-patch+json';
export const PATCH = 'application/json-patch+json';
export const APPLY = 'application/apply-patch+yaml';

/** What an agent has: its own token, and the manifests that are mounted into its pod. */
export interface Hands {
  readonly agent: Cluster;
  readonly bodies: (file: string) => readonly KubernetesObject[];
  /** The same agent by its actuators. */
  readonly actor: Actor;
  /** Who may set what operators would say. */
  readonly operator: Cluster;
}

export async function ask(hands: Hands, method: string, path: string, body?: unknown, type?: string): Promise<Answer> {
  const answer = await hands.agent.send(method, path, body, type);
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${String(answer.status)} ${text(answer.body, 'message')}`);
  return answer;
}

export const pathTo = (namespace: string, { group, version, resource, name }: Omit<ObjectNode, 'kind'>): string =>
  `${group === '' ? `/api/${version}` : `/apis/${group}/${version}`}/namespaces/${namespace}/${resource}/${name}`;

export const constant = (node: ExpressionNode | undefined): Value => {
  if (node?.op === 'field') return look(constant(node.of), node.name) as Value;
  if (node?.op !== 'constant') throw new Error(`${node?.text ?? 'nothing'} is not known`);
  return node.value;
};
export const textOf = (value: Value): string => (typeof value === 'string' ? value : JSON.stringify(value));
