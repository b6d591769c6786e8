import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { look, record } from '../target/emit/look.ts';
import { PLATFORM } from '../support/marked.ts';
import { build } from './build.ts';
import { Cluster, makeNamespace, removeNamespaces } from './client.ts';

const NAME = 'sflow-test-existing';
const ENFORCE = 'pod-security.kubernetes.io/enforce';
const CREATED = [200, 201];

const source = (options: string): string => `import { request-rate } from "std/istio"
${PLATFORM.replace('on cluster }', `on cluster  serving deployments  namespace "${NAME}"${options} }`).replace(
  'storage ',
  'network { egress: ["https://models.example.org", "postgresql://db.tools:5432"], ingress: ["ingress-nginx"] }\n  storage ',
)}
model m { registered "m"  better accuracy }
workflow train : batch {
  executor fit { image "fit:1" }
}
workflow serve : online {
  service s : model { server sklearn  model m@1 }
  replicas 2..9 scale on request-rate(serve) per replica to 20/s
  expose "serve.example.org"
}
agent a { strategy s { WHEN every 1h  IF request-rate(serve) > 3/s  THEN runWorkflow(train) } }
`;

async function built(options: string): Promise<KubernetesObject[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sflow-namespaces-'));
  try {
    await writeFile(join(folder, 'main.sflow'), source(options));
    return await build(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a namespace that somebody made and labelled', () => {
  let cluster: Cluster;
  const labels = async (): Promise<unknown> =>
    record(look((await cluster.send('GET', `/api/v1/namespaces/${NAME}`)).body, 'metadata.labels'));

  beforeAll(async () => {
    cluster = await Cluster.connect();
    return () => {
      cluster.close();
    };
  });
  beforeEach(async () => {
    await removeNamespaces(cluster, [NAME]);
    await makeNamespace(cluster, NAME, { [ENFORCE]: 'restricted' });
  });
  afterAll(async () => {
    await removeNamespaces(cluster, [NAME]);
  });

  it('is as it was after all is applied, and still there after all is deleted', async () => {
    const objects = await built(' { existing: true }');
    const policies = objects.flatMap(({ kind, metadata }) => (kind === 'NetworkPolicy' ? [metadata.name] : []));
    expect(policies).toEqual(['sflow-steps', 'sflow-services', 'a']);
    const before = await labels();
    for (const object of objects) expect(CREATED, object.kind).toContain((await cluster.apply(object)).status);
    expect(await labels()).toEqual(before);
    for (const object of objects) {
      const { status } = await cluster.send('DELETE', await cluster.pathOf(object));
      expect([200, 202], object.kind).toContain(status);
    }
    const { body } = await cluster.send('GET', `/api/v1/namespaces/${NAME}`);
    expect(look(body, 'status.phase')).toBe('Active');
    expect(await labels()).toEqual(before);
  });

  it('is not made to enforce less where it is not said that it exists: the server tells a conflict', async () => {
    const ours = (await built('')).find(({ kind }) => kind === 'Namespace');
    expect(ours?.metadata.labels?.[ENFORCE]).toBe('baseline');
    const { status, body } = await cluster.apply(
      ours ?? { apiVersion: 'v1', kind: 'Namespace', metadata: { name: '' } },
    );
    expect(status).toBe(409);
    expect(look(body, 'message')).toContain('conflict');
    expect(await labels()).toMatchObject({ [ENFORCE]: 'restricted' });
  });
});
