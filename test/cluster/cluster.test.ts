import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { list, look, record, text, type Data } from '../target/emit/look.ts';
import { buildExample } from './build.ts';
import { Cluster, makeNamespace, removeNamespaces, until, type Attributes } from './client.ts';

const RESTRICTED = 'sflow-test-restricted';
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.connect();
  await removeNamespaces(cluster, [RESTRICTED]);
  await makeNamespace(cluster, RESTRICTED, { 'pod-security.kubernetes.io/enforce': 'restricted' });
  await until('the account of the namespace', async () => {
    return (await cluster.send('GET', `/api/v1/namespaces/${RESTRICTED}/serviceaccounts/default`)).status === 200;
  });
  return async () => {
    await removeNamespaces(cluster, [RESTRICTED]);
    cluster.close();
  };
});

describe.each(readdirSync(new URL('../../examples/', import.meta.url)))('examples/%s on a cluster', (name) => {
  let objects: readonly KubernetesObject[] = [];
  let namespaces: readonly string[] = [];
  let agents: readonly Agent[] = [];

  beforeAll(async () => {
    const built = await buildExample(name);
    const isNamespace = ({ kind }: KubernetesObject): boolean => kind === 'Namespace';
    objects = [...built.filter(isNamespace), ...built.filter((object) => !isNamespace(object))];
    namespaces = built.filter(isNamespace).map(({ metadata }) => metadata.name);
    agents = agentsOf(built);
    await removeNamespaces(cluster, namespaces);
    for (const namespace of namespaces) await makeNamespace(cluster, namespace);
  });

  afterAll(async () => {
    await removeNamespaces(cluster, namespaces);
  });

  it('is applied as it is written', async () => {
    expect(objects.length).toBeGreaterThan(0);
    for (const object of objects) {
      const { status, body } = await cluster.apply(object);
      expect([200, 201], `${nameOf(object)}: ${text(body, 'message')}`).toContain(status);
      expect(body, nameOf(object)).toMatchObject(object);
    }
  });

  it('is refused with a field that the server does not know', async () => {
    const known = new Set<string>();
    for (const object of objects) {
      if (known.has(object.kind) || !('spec' in object)) continue;
      known.add(object.kind);
      const wrong = { ...object, spec: { ...record(object.spec), unheardOf: true } };
      const { status, body } = await cluster.apply(wrong);
      expect([status, text(body, 'message')], nameOf(object)).toEqual([
        expect.toBeOneOf([400, 500]),
        expect.stringContaining('unheardOf'),
      ]);
    }
    expect(known.size).toBeGreaterThan(0);
  });

  it('is applied a second time without a change', async () => {
    for (const object of objects) {
      // A controller may write its status in between: then it is asked again.
      let [before, after]: unknown[] = ['', ''];
      for (let tries = 0; tries < 5 && (tries === 0 || before !== after); tries++) {
        before = look(await cluster.read(object), 'metadata.resourceVersion');
        after = look((await cluster.apply(object)).body, 'metadata.resourceVersion');
      }
      expect(before, nameOf(object)).toMatch(/^\d+$/);
      expect(after, nameOf(object)).toBe(before);
    }
  });

  it('starts the pods of each Deployment and StatefulSet', async () => {
    for (const deployment of objects.filter(({ kind }) => /^(Deployment|StatefulSet)$/.test(kind))) {
      // Where an autoscaler decides, the manifest says no number.
      const wanted = look(deployment, 'spec.replicas');
      await until(`the pods of ${nameOf(deployment)}`, async () => {
        const replicas = look(await cluster.read(deployment), 'status.replicas');
        return wanted === undefined ? typeof replicas === 'number' : replicas === wanted;
      });
    }
  });

  it('has each Deployment available, with the autoscaler that is to look after it', async () => {
    // Those of agents wait for their volumes, of which this cluster has none.
    const isService = ({ metadata }: KubernetesObject): boolean =>
      metadata.labels?.['app.kubernetes.io/component'] === 'service';
    for (const deployment of objects.filter((one) => one.kind === 'Deployment' && isService(one))) {
      await until(`${nameOf(deployment)} to be available`, async () => {
        const conditions = list(await cluster.read(deployment), 'status.conditions');
        return conditions.some((one) => text(one, 'type') === 'Available' && text(one, 'status') === 'True');
      });
    }
    for (const autoscaler of objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')) {
      const target = text(autoscaler, 'spec.scaleTargetRef.name');
      if (!objects.some(({ kind, metadata }) => kind === 'Deployment' && metadata.name === target)) continue;
      await until(`${nameOf(autoscaler)} to have found its Deployment`, async () => {
        const conditions = list(await cluster.read(autoscaler), 'status.conditions');
        return conditions.some((one) => text(one, 'type') === 'AbleToScale' && text(one, 'status') === 'True');
      });
    }
  });

  it('lets each agent do what the rules of its Roles say', async () => {
    for (const { account, rules } of agents) {
      for (const attributes of rules.flatMap(requestsOf)) {
        await until(`${account.name} to be allowed ${JSON.stringify(attributes)}`, () =>
          cluster.allows(account, attributes),
        );
      }
    }
    expect(agents.map(({ rules }) => rules.length > 0)).toEqual(
      agents.map(({ workload }) => look(workload, 'spec.template.spec.automountServiceAccountToken') !== false),
    );
  });

  it('lets no agent do anything else', async () => {
    const everywhere = [...namespaces, 'default'];
    for (const { account, rules } of agents) {
      const granted = rules.flatMap(requestsOf);
      const never: Attributes[] = [
        { verb: '*', group: '*', resource: '*' },
        ...namespaces.map((namespace) => ({ verb: 'delete', group: '', resource: 'namespaces', name: namespace })),
        ...everywhere.flatMap((namespace) => [
          { namespace, verb: '*', group: '*', resource: '*' },
          { namespace, verb: 'get', group: '', resource: 'secrets' },
          { namespace, verb: 'list', group: '', resource: 'secrets' },
          { namespace, verb: 'create', group: '', resource: 'pods' },
          { namespace, verb: 'create', group: '', resource: 'pods', subresource: 'exec' },
          { namespace, verb: 'create', group: '', resource: 'serviceaccounts', subresource: 'token' },
          { namespace, verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'rolebindings' },
        ]),
      ];
      const others: Attributes[] = [
        ...everywhere.flatMap((namespace) => [
          ...['workflows', 'workflowtemplates', 'cronworkflows'].flatMap((resource) =>
            VERBS.map((verb) => ({ namespace, verb, group: 'argoproj.io', resource })),
          ),
          ...VERBS.map((verb) => ({
            namespace,
            verb,
            group: 'machinelearning.seldon.io',
            resource: 'seldondeployments',
          })),
        ]),
        // Of what a rule is about: other verbs, other objects, other namespaces.
        ...granted.flatMap((request) => [
          ...VERBS.map((verb) => ({ ...request, verb })),
          { ...request, name: 'another' },
          ...everywhere.map((namespace) => ({ ...request, namespace })),
        ]),
      ];
      const refused = [
        ...never,
        ...others.filter((attributes) => !granted.some((request) => covers(request, attributes))),
      ];
      expect(refused.length).toBeGreaterThan(20);
      for (const attributes of refused) {
        expect(await cluster.allows(account, attributes), `${account.name} ${JSON.stringify(attributes)}`).toBe(false);
      }
    }
  });

  it('runs in pods that the level "restricted" takes, and would not without what they say of their security', async () => {
    const pods = objects.flatMap(podsOf);
    expect(pods.length).toBeGreaterThan(0);
    const create = (spec: Data): Promise<{ status: number; body: unknown }> =>
      cluster.send('POST', `/api/v1/namespaces/${RESTRICTED}/pods?dryRun=All`, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'pod' },
        spec: { ...spec, serviceAccountName: 'default' },
      });
    for (const { of, spec } of pods) {
      const { status, body } = await create(spec);
      expect(status, `${of}: ${text(body, 'message')}`).toBe(201);
      const containers = list(spec, 'containers').map((container) => ({ ...record(container), securityContext: {} }));
      for (const loose of [
        ...(spec['securityContext'] === undefined ? [] : [{ ...spec, securityContext: {} }]),
        { ...spec, containers },
      ]) {
        const refused = await create(loose);
        expect([refused.status, text(refused.body, 'message')], of).toEqual([
          403,
          expect.stringContaining('restricted:latest'),
        ]);
      }
    }
  });
});

interface Agent {
  readonly workload: KubernetesObject;
  readonly account: { readonly namespace: string; readonly name: string };
  readonly rules: readonly Rule[];
}

/** A rule of a Role, with the namespace that it is for. */
interface Rule {
  readonly namespace: string;
  readonly rule: unknown;
}

const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

const agentsOf = (objects: readonly KubernetesObject[]): Agent[] =>
  objects
    .filter(
      ({ kind, metadata }) =>
        /^(Deployment|StatefulSet)$/.test(kind) && metadata.labels?.['app.kubernetes.io/component'] === 'agent',
    )
    .map((workload) => {
      const namespace = workload.metadata.namespace ?? '';
      const account = { namespace, name: text(workload, 'spec.template.spec.serviceAccountName') };
      return { workload, account, rules: rulesOf(objects, account) };
    });

function rulesOf(objects: readonly KubernetesObject[], account: Agent['account']): Rule[] {
  const bindings = objects.filter(
    (object) =>
      object.kind === 'RoleBinding' &&
      list(object, 'subjects').some(
        (subject) => look(subject, 'name') === account.name && look(subject, 'namespace') === account.namespace,
      ),
  );
  return bindings.flatMap((binding) =>
    objects
      .filter((role) => role.kind === 'Role' && role.metadata.name === text(binding, 'roleRef.name'))
      .filter((role) => role.metadata.namespace === binding.metadata.namespace)
      .flatMap((role) => list(role, 'rules').map((rule) => ({ namespace: role.metadata.namespace ?? '', rule }))),
  );
}

/** Each request that a rule grants. */
const requestsOf = ({ namespace, rule }: Rule): Attributes[] => {
  const names = list(rule, 'resourceNames').map(String);
  return list(rule, 'apiGroups').flatMap((group) =>
    list(rule, 'resources').flatMap((path) =>
      list(rule, 'verbs').flatMap((verb): Attributes[] => {
        const [resource = '', subresource] = String(path).split('/');
        const request = {
          namespace,
          verb: String(verb),
          group: String(group),
          resource,
          ...(subresource === undefined ? {} : { subresource }),
        };
        return names.length > 0 ? names.map((name) => ({ ...request, name })) : [request];
      }),
    ),
  );
};

/** Whether what is granted includes what is asked for. */
const covers = (granted: Attributes, asked: Attributes): boolean =>
  (['namespace', 'verb', 'group', 'resource', 'subresource'] as const).every(
    (field) => granted[field] === asked[field],
  ) &&
  (granted.name === undefined || granted.name === asked.name);

/** The pods that an object leads to, as far as its own settings go. */
function podsOf(object: KubernetesObject): { readonly of: string; readonly spec: Data }[] {
  if (object.kind === 'Deployment') {
    return [{ of: nameOf(object), spec: record(look(object, 'spec.template.spec')) }];
  }
  if (object.kind === 'SeldonDeployment') {
    // The image of a prepackaged server is the operator's to fill in.
    const components = list(object, 'spec.predictors').flatMap((predictor) => list(predictor, 'componentSpecs'));
    return components.map((component) => ({
      of: nameOf(object),
      spec: {
        ...record(look(component, 'spec')),
        containers: list(component, 'spec.containers').map((one) => ({ image: 'server:1', ...record(one) })),
      },
    }));
  }
  if (object.kind === 'InferenceService') {
    const { model, containers, securityContext, affinity } = record(look(object, 'spec.predictor'));
    const { securityContext: own } = record(model);
    const server = { name: 'kserve-container', image: 'server:1', securityContext: own };
    return [{ of: nameOf(object), spec: { affinity, securityContext, containers: containers ?? [server] } }];
  }
  if (object.kind !== 'WorkflowTemplate') return [];
  const { securityContext, volumes } = record(look(object, 'spec'));
  return list(object, 'spec.templates').flatMap((template) => {
    const container = look(template, 'container');
    if (container === undefined) return [];
    const { nodeSelector, activeDeadlineSeconds } = record(template);
    const containers = [{ name: 'main', ...record(container) }];
    const of = `${nameOf(object)} ${text(template, 'name')}`;
    return [
      {
        of,
        spec: { securityContext, volumes, containers, nodeSelector, activeDeadlineSeconds, restartPolicy: 'Never' },
      },
    ];
  });
}
