import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { list, look, text, walk } from '../target/emit/look.ts';
import { makeNamespace, removeNamespaces, until, type Cluster } from '../cluster/client.ts';

/** Where the controllers find how the steps of a namespace are to end, by the names of their templates. */
const STEERING = 'sflow-test-steps';

/** How a step ends, as `exit-code` or `outputs`; the annotations of the stand-in for the executor, without their prefix. */
export type Steering = Readonly<Record<string, string>>;

/** Compiled manifests on a cluster, in namespaces of their own that are removed at the end. */
export class Stage {
  readonly cluster: Cluster;
  readonly objects: readonly KubernetesObject[];

  constructor(cluster: Cluster, objects: readonly KubernetesObject[]) {
    this.cluster = cluster;
    this.objects = objects;
  }

  get namespaces(): string[] {
    return this.objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
  }

  ofKind(kind: string): KubernetesObject[] {
    return this.objects.filter((object) => object.kind === kind);
  }

  find(kind: string, name: string): KubernetesObject {
    const found = this.ofKind(kind).find(({ metadata }) => metadata.name === name);
    if (!found) throw new Error(`there is no ${kind} ${name}`);
    return found;
  }

  /** Applies all as it is written, and makes the Secrets that a team brings itself. */
  async raise(): Promise<void> {
    await this.strike();
    for (const namespace of this.namespaces) await makeNamespace(this.cluster, namespace);
    for (const { namespace, name } of secretsIn(this.objects)) {
      await this.create({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name }, stringData: { any: 'x' } });
    }
    for (const object of [...this.ofKind('Namespace'), ...this.objects.filter(({ kind }) => kind !== 'Namespace')]) {
      const { status, body } = await this.cluster.apply(object);
      if (status >= 300) throw new Error(`${object.kind} ${object.metadata.name}: ${text(body, 'message')}`);
    }
  }

  async strike(): Promise<void> {
    await removeNamespaces(this.cluster, this.namespaces);
    for (const namespace of this.namespaces) {
      const selector = encodeURIComponent(`${VOLUME_OF}=${namespace}`);
      await this.cluster.send('DELETE', `/api/v1/persistentvolumes?labelSelector=${selector}`);
    }
  }

  async create(object: object): Promise<unknown> {
    const { status, body } = await this.cluster.send(
      'POST',
      await this.cluster.collectionOf(object as KubernetesObject),
      object,
    );
    if (status >= 300) throw new Error(text(body, 'message'));
    return body;
  }

  /** Says how steps are to end, for all workflows of the namespace that start later; what was said before is forgotten. */
  async steer(namespace: string, steps: Readonly<Record<string, Steering>>): Promise<void> {
    const data = Object.entries(steps).map(([template, how]) => [
      template,
      JSON.stringify(Object.fromEntries(Object.entries(how).map(([key, value]) => [`sflow.test/${key}`, value]))),
    ]);
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name: STEERING } };
    await this.cluster.send('DELETE', await this.cluster.pathOf(object));
    await this.create({ ...object, data: Object.fromEntries(data) as unknown });
  }

  /** Gives each claim that waits for one a volume of the size and the class that it asks for, as a provisioner would. */
  async provideVolumes(namespace: string): Promise<void> {
    await until(`volumes for the claims of ${namespace}`, async () => {
      const { body } = await this.cluster.send('GET', `/api/v1/namespaces/${namespace}/persistentvolumeclaims`);
      const waiting = list(body, 'items').filter((claim) => text(claim, 'status.phase') === 'Pending');
      for (const claim of waiting) await this.#provideVolume(namespace, claim);
      return waiting.length === 0;
    });
  }

  async #provideVolume(namespace: string, claim: unknown): Promise<void> {
    const name = text(claim, 'metadata.name');
    const volume = `${namespace}-${name}`;
    if ((await this.cluster.send('GET', `/api/v1/persistentvolumes/${volume}`)).status === 200) return;
    const className = look(claim, 'spec.storageClassName');
    await this.create({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: volume, labels: { [VOLUME_OF]: namespace } },
      spec: {
        accessModes: look(claim, 'spec.accessModes'),
        capacity: { storage: look(claim, 'spec.resources.requests.storage') },
        ...(className === undefined ? {} : { storageClassName: className }),
        claimRef: { namespace, name },
        persistentVolumeReclaimPolicy: 'Retain',
        hostPath: { path: '/tmp' },
      },
    });
  }
}

/** Marks the volumes made for the claims of a namespace. */
const VOLUME_OF = 'sflow.dev/volume-of';

/** The Secrets that the pods of workflows refer to. */
function secretsIn(objects: readonly KubernetesObject[]): { readonly namespace: string; readonly name: string }[] {
  const found = new Map<string, { namespace: string; name: string }>();
  for (const object of objects) {
    const namespace = object.metadata.namespace ?? '';
    for (const { keys, value } of walk(object)) {
      const key = keys.at(-1) ?? '';
      const name =
        key === 'secretRef' || key === 'secretKeyRef' ? text(value, 'name') : key === 'secretName' ? value : undefined;
      if (typeof name === 'string') found.set(`${namespace}/${name}`, { namespace, name });
    }
  }
  return [...found.values()];
}
