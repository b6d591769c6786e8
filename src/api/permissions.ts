import { isRecord } from '../base/values/plain.ts';
import type { KubernetesObject, Manifest, Right } from './types.ts';

/** What each agent may do in the cluster, by the Roles that are bound to its account: all of it, since an account has nothing else. */
export function permissions(manifests: readonly Manifest[]): readonly Right[] {
  const objects = manifests.flatMap((manifest) => manifest.objects);
  const roles = new Map(
    objects.filter(({ kind }) => kind === 'Role').map((role): [string, KubernetesObject] => [keyOf(role), role]),
  );
  const rights = objects.filter(isOfAgent).flatMap((binding): Right[] => {
    const role = roles.get(keyOf(binding));
    const [subject] = listOf(binding, 'subjects');
    if (!role || !subject) return [];
    return listOf(role, 'rules').flatMap((rule) => rightsOf(rule, subject, role.metadata.namespace ?? ''));
  });
  return rights.sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
}

/** A right in one line, by which two are told apart. */
const textOf = ({ agent, namespace, within, resource, objects, verbs }: Right): string =>
  JSON.stringify([namespace, agent, within, resource, objects, verbs]);

/** Names of Roles and of their bindings are one. */
const keyOf = ({ metadata: { namespace = '', name } }: KubernetesObject): string => `${namespace}/${name}`;

const isOfAgent = ({ kind, metadata }: KubernetesObject): boolean =>
  kind === 'RoleBinding' && metadata.labels?.['app.kubernetes.io/component'] === 'agent';

type Fields = Readonly<Record<string, unknown>>;

function listOf(object: object, field: string): readonly Fields[] {
  const list: unknown = (object as Fields)[field];
  return Array.isArray(list) ? list.filter((item): item is Fields => isRecord(item)) : [];
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

function rightsOf(rule: Fields, subject: Fields, within: string): Right[] {
  const verbs = textsOf(rule['verbs']);
  const objects = textsOf(rule['resourceNames']);
  const [name, namespace] = [subject['name'], subject['namespace']];
  return textsOf(rule['resources']).map((resource) => ({
    agent: typeof name === 'string' ? name : '',
    namespace: typeof namespace === 'string' ? namespace : '',
    within,
    resource: [...textsOf(rule['apiGroups']).filter((group) => group !== ''), resource].join('/'),
    ...(objects.length === 0 ? { verbs, note: noteOf(verbs) } : { objects, verbs }),
  }));
}

/** Why a right is for all objects of a resource in its namespace. */
function noteOf(verbs: readonly string[]): string {
  if (verbs.every((verb) => verb === 'create')) return 'what is created has no name yet by which it could be allowed';
  if (verbs.some((verb) => ['list', 'watch'].includes(verb)))
    return 'it finds them by their labels, by which nothing can be allowed';
  return 'their names are known only while it runs';
}
