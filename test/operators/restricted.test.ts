import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from './build.ts';
import { Cluster, makeNamespace, removeNamespaces, until } from '../cluster/client.ts';
import { look, text } from '../target/emit/look.ts';
import { missing } from './environment.ts';

const NAMESPACE = 'sflow-test-restricted-runs';
const SETTINGS = '/api/v1/namespaces/argo/configmaps/workflow-controller-configmap';
const RUNS = `/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/workflows`;
const MERGE = 'application/merge-patch+json';

const SOURCE = `platform cluster { registry "registry.example.org"  command ["python", "/app/main.py"] }
application app { team team  on cluster  namespace "${NAMESPACE}" { existing: true } }
workflow train : batch { executor fit { image "fit:1" } }
`;

/** What README says that the controller has to be told. */
async function said(): Promise<string> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  return /^ {4}executor: \|\n((?: {6}.*\n)+)/m.exec(readme)?.[1]?.replace(/^ {6}/gm, '') ?? '';
}

describe.skipIf(missing('argo').length > 0)('Argo, in a namespace that enforces "restricted",', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.connect();
    await removeNamespaces(cluster, [NAMESPACE]);
    await makeNamespace(cluster, NAMESPACE, { 'pod-security.kubernetes.io/enforce': 'restricted' });
    const folder = await mkdtemp(join(tmpdir(), 'sflow-restricted-'));
    await writeFile(join(folder, 'main.sflow'), SOURCE);
    for (const object of await build(folder)) expect([200, 201]).toContain((await cluster.apply(object)).status);
    await rm(folder, { recursive: true });
  });

  afterAll(async () => {
    await cluster.send('PATCH', SETTINGS, { data: { executor: null } }, MERGE);
    await removeNamespaces(cluster, [NAMESPACE]);
    cluster.close();
  });

  const outcome = async (name: string): Promise<string> => {
    await cluster.send('POST', RUNS, {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Workflow',
      metadata: { name, namespace: NAMESPACE },
      spec: { workflowTemplateRef: { name: 'train' } },
    });
    let run: unknown;
    await until(`the end of ${name}`, async () => {
      run = (await cluster.send('GET', `${RUNS}/${name}`)).body;
      return ['Succeeded', 'Failed', 'Error'].includes(text(run, 'status.phase'));
    });
    return JSON.stringify(look(run, 'status'));
  };

  it('starts no step as it is, for what its own containers lack, and every step with what README says', async () => {
    const before = await outcome('before');
    expect(before).toContain('violates PodSecurity');
    expect(before).toMatch(/containers \\"init\\", \\"wait\\"/);
    expect(before).not.toMatch(/container \\"main\\"|\\"main\\",/);
    const executor = await said();
    expect(executor).toContain('securityContext');
    expect((await cluster.send('PATCH', SETTINGS, { data: { executor } }, MERGE)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(await outcome('after')).toContain('"phase":"Succeeded"');
  });
});
