import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { PLATFORM, compileTexts } from '../../support/marked.ts';
import { passes, type End, type Flow } from './flows.ts';
import { look, record } from './look.ts';

function compiled(text: string): KubernetesObject[] {
  const { diagnostics, manifests } = compileTexts(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return (manifests ?? []).flatMap(({ objects }) => objects);
}

const AGENTS = `
workflow train : batch { executor fit { image "fit:1" } }
agent planner { strategy s { WHEN called up()  THEN runWorkflow(train) } }
agent watcher { strategy s { WHEN every 1h  THEN call planner.up() } }
`;

const pod = (namespace: string, labels: Readonly<Record<string, string>> = {}): End => ({ namespace, labels });
const OUTSIDE: End = { address: '203.0.113.7' };

describe('the policy of an agent', () => {
  const objects = compiled(`${PLATFORM}${AGENTS}`);
  const bare = compiled(`${PLATFORM.replace(/ +mesh .*\n/, '')}${AGENTS}`);
  const agent = (name: string): End => {
    const found = objects.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === name);
    return { namespace: 'app-team', labels: record(look(found, 'spec.template.metadata.labels')) };
  };
  const from = agent('planner');
  const isFree = (to: End, port: number, protocol: Flow['protocol'] = 'TCP'): boolean =>
    passes(objects, { from, to, port, protocol });

  it.each([
    ['most clusters', pod('kube-system', { 'k8s-app': 'kube-dns' }), 53],
    ['Gardener', pod('kube-system', { 'k8s-app': 'kube-dns' }), 8053],
    ['OpenShift', pod('openshift-dns', { 'dns.operator.openshift.io/daemonset-dns': 'default' }), 5353],
    ['NodeLocal DNSCache', { address: '169.254.20.10' }, 53],
    ['Kubespray', { address: '169.254.25.10' }, 53],
    ['Cloud DNS of GKE', { address: '169.254.169.254' }, 53],
  ] as const)('lets it ask for names in %s', (_, to, port) => {
    expect([isFree(to, port, 'UDP'), isFree(to, port)]).toEqual([true, true]);
  });

  it('lets it ask nobody else, and ask the machine’s metadata for nothing else', () => {
    expect(isFree(OUTSIDE, 53, 'UDP')).toBe(false);
    expect(isFree(pod('another'), 53, 'UDP')).toBe(false);
    expect(isFree({ address: '169.254.169.254' }, 80)).toBe(false);
    expect(isFree(pod('kube-system'), 8080)).toBe(false);
  });

  it('lets the sidecar that a mesh puts beside it reach istiod, wherever that is, and only that', () => {
    const istiod = { app: 'istiod', 'istio.io/rev': 'default' };
    expect(isFree(pod('istio-system', istiod), 15012)).toBe(true);
    expect(isFree(pod('mesh-control', istiod), 15012)).toBe(true);
    expect(isFree(pod('istio-system', istiod), 8080)).toBe(false);
    expect(isFree(pod('istio-system', { app: 'grafana' }), 15012)).toBe(false);
    expect(passes(bare, { from, to: pod('istio-system', istiod), port: 15012 })).toBe(false);
  });

  it('lets its callers in, and Prometheus', () => {
    const isHeard = (who: End): boolean => passes(objects, { from: who, to: from, port: 8080 });
    expect(isHeard(agent('watcher'))).toBe(true);
    expect(isHeard(pod('istio-system', { app: 'prometheus' }))).toBe(true);
    expect(isHeard(pod('app-team', { 'sflow.dev/workflow': 'train' }))).toBe(false);
    expect(isHeard(pod('another'))).toBe(false);
  });
});

it('an address with two words is a Service, or with https a domain', () => {
  const watching = `import { score } from "std/mlflow"
${AGENTS}model m { registered "m"  better accuracy }
agent eye { strategy s { WHEN every 1h  IF score(m@production) < 90%  THEN runWorkflow(train) } }`;
  const reaches = (tracker: string, to: End, port: number): boolean => {
    const objects = compiled(`${PLATFORM.replace(/"http:\/\/mlflow[^"]*"/, `"${tracker}"`)}${watching}`);
    const from = pod('app-team', { 'sflow.dev/app': 'app', 'sflow.dev/agent': 'eye' });
    return passes(objects, { from, to, port });
  };
  expect(reaches('http://mlflow.tools:5000', pod('tools'), 5000)).toBe(true);
  expect(reaches('http://mlflow.tools:5000', OUTSIDE, 5000)).toBe(false);
  expect(reaches('https://mlflow.dev:5000', OUTSIDE, 5000)).toBe(true);
});

describe('steps', () => {
  const STEPS = 'workflow train : batch { executor fit { image "fit:1" } }';
  const labels = (text: string): unknown =>
    look(
      compiled(text).find(({ kind }) => kind === 'WorkflowTemplate'),
      'spec.podMetadata.labels',
    );

  it('take no part in a mesh, since they end and a sidecar does not', () => {
    expect(labels(`${PLATFORM}${STEPS}`)).toMatchObject({ 'sidecar.istio.io/inject': 'false' });
    expect(labels(`${PLATFORM.replace(/ +mesh .*\n/, '')}${STEPS}`)).not.toHaveProperty(['sidecar.istio.io/inject']);
  });

  it('nor do the pods of a job', () => {
    const gang = 'workflow train : batch { queue volcano "default"  executor fit { image "fit:1"  gang 4 } }';
    const template = compiled(`${PLATFORM}${gang}`).find(({ kind }) => kind === 'WorkflowTemplate');
    expect(JSON.stringify(template).match(/sidecar\.istio\.io\/inject/g)?.length).toBe(2);
  });
});

describe('where nothing passes by itself', () => {
  const NETWORK =
    'network { egress: ["https://models.example.org", "postgresql://warehouse.retail:5432"], ingress: ["ingress-nginx"] }';
  const source = (serving: string): string => `${PLATFORM.replace('command ', `${NETWORK}\n  command `).replace(
    'on cluster }',
    `on cluster  serving ${serving} }`,
  )}
model m { registered "m"  better accuracy }
action tell(what: String) from http { endpoint: clerk }
endpoint clerk : service { image "clerk:1"  port 9000 }
workflow train : batch { queue volcano "default"  executor fit { image "fit:1"  gang 4 } }
workflow serve : online {
  service s : model { server sklearn  model m@1 }
  detector drift { image "drift:1" }
  canary next at 10% { s { model m@2 } }
}
agent a { strategy s { WHEN every 1h  THEN { runWorkflow(train)  tell("go") } } }
`;
  const app = { 'sflow.dev/app': 'app' };
  const step = pod('app-team', { ...app, 'app.kubernetes.io/component': 'workflow', 'sflow.dev/workflow': 'train' });
  const other = pod('another', { ...app, 'app.kubernetes.io/component': 'workflow' });
  const served: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
    seldon: [{ 'seldon-deployment-id': 'serve' }],
    kserve: [{ 'sflow.dev/workflow': 'serve' }],
    deployments: [{ 'sflow.dev/instance': 'serve' }, { 'sflow.dev/instance': 'serve-next' }],
  };
  const istiod = pod('istio-system', { app: 'istiod' });
  const dns = pod('kube-system', { 'k8s-app': 'kube-dns' });

  it.each(Object.keys(served))(
    '%s: every pod reaches what it needs, and is reached by whom it has to be',
    (serving) => {
      const objects = compiled(source(serving));
      // What a namespace has in which nothing passes by itself.
      const closed = {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'default-deny', namespace: 'app-team' },
        spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      };
      const services = (served[serving] ?? []).map((labels) => pod('app-team', labels));
      const programs = objects.flatMap((object) =>
        /^(Deployment|StatefulSet)$/.test(object.kind) ? [look(object, 'spec.template.metadata.labels')] : [],
      );
      const program = (key: string): End => ({
        namespace: 'app-team',
        labels: record(programs.find((labels) => look(labels, key) !== undefined || record(labels)[key] !== undefined)),
      });
      const [detector, clerk, agent] = ['sflow.dev/detector', 'sflow.dev/endpoint', 'sflow.dev/agent'].map(program);
      if (!detector || !clerk || !agent) throw new Error('a program is missing');
      const told = (from: End, to: End, port: number): boolean => passes([...objects, closed], { from, to, port });

      for (const from of [step, detector, clerk, agent, ...services]) {
        expect(passes([...objects, closed], { from, to: dns, port: 53, protocol: 'UDP' })).toBe(true);
        expect(told(from, OUTSIDE, 25)).toBe(false);
        expect(told(from, other, 8080)).toBe(false);
        expect(told(other, from, 8080)).toBe(false);
      }
      // Tracker, store, API server, what the platform names, and the pods of a job among each other.
      expect(told(step, pod('scanflow', { app: 'mlflow' }), 5000)).toBe(true);
      expect(told(step, pod('scanflow', { app: 'minio' }), 9000)).toBe(true);
      expect(told(step, OUTSIDE, 6443)).toBe(true);
      expect(told(step, pod('retail', { app: 'warehouse' }), 5432)).toBe(true);
      expect(told(step, OUTSIDE, 443)).toBe(true);
      expect(told(step, step, 22)).toBe(true);
      expect(told(agent, step, 22)).toBe(false);
      expect(told(step, agent, 8080)).toBe(false);

      for (const service of services) {
        expect(told(service, pod('scanflow', { app: 'minio' }), 9000)).toBe(true);
        expect(told(service, istiod, 15012)).toBe(true);
        expect(told(service, detector, 8080)).toBe(true);
        expect(told(service, OUTSIDE, 443)).toBe(true);
        expect(told(service, OUTSIDE, 6443)).toBe(false);
        for (const namespace of ['istio-system', 'ingress-nginx'])
          expect(told(pod(namespace), service, 9000)).toBe(true);
        for (const neighbour of services) expect(told(neighbour, service, 9000)).toBe(true);
      }
      expect(told(agent, clerk, 9000)).toBe(true);
      expect(told(step, clerk, 9000)).toBe(false);
      expect(told(clerk, pod('retail', { app: 'warehouse' }), 5432)).toBe(true);
    },
  );

  it('policies are made only where the platform says so, since each closes what it does not allow', () => {
    const open = compiled(source('seldon').replace(NETWORK, ''));
    expect(open.flatMap(({ kind, metadata }) => (kind === 'NetworkPolicy' ? [metadata.name] : []))).toEqual([
      'clerk',
      'a',
    ]);
  });
});
