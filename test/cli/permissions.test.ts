import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compile, load, permissions } from '../../src/api/index.ts';

const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, ['.build/sflow.cjs', 'permissions', ...args], { encoding: 'utf8' });

const text = readFileSync('examples/mlperf/mlperf.sflow', 'utf8');

/** The example without the strategies that move traffic. */
function narrowed(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sflow-permissions-'));
  const file = join(folder, 'mlperf.sflow');
  copyFileSync('examples/mlperf/platform.sflow', join(folder, 'platform.sflow'));
  writeFileSync(file, text.replace(/updateWorkflowTraffic\([^)]*\)/g, 'notify(secret alerts.url, "look")'));
  return file;
}

it('are those of the Roles that are emitted, verb by verb', async () => {
  const { manifests } = compile(await load('examples/mlperf'));
  const roles = manifests
    .flatMap(({ objects }) => objects)
    .filter(({ kind, metadata }) => kind === 'Role' && metadata.labels?.['sflow.dev/agent'] === 'planner-agent');
  const granted = roles.flatMap((role) => {
    const { rules } = role as unknown as {
      rules: { resources: string[]; resourceNames?: string[]; verbs: string[] }[];
    };
    return rules.map(({ resources, resourceNames = [], verbs }) => [resources[0], resourceNames, verbs]);
  });
  const told = permissions(manifests).map(({ resource, objects = [], verbs }) => [
    resource.split('/').at(-1),
    objects,
    verbs,
  ]);
  expect(told).toHaveLength(granted.length);
  expect(granted.length).toBeGreaterThan(3);
  for (const right of told) expect(granted).toContainEqual(right);
});

it('are shown as a table, with why some are broad', () => {
  const { status, stdout, stderr } = run('examples/mlperf');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^AGENT +MAY +RESOURCE +OBJECTS +NAMESPACE\n/);
  expect(stdout).toMatch(/planner-agent +get,patch +keda\.sh\/scaledobjects +online-inference-graph-scale/);
  expect(stdout).toMatch(/list,watch argoproj\.io\/workflows: it finds them by their labels/);
  expect(run('examples/mnist').stdout).toMatch(
    /create,get argoproj\.io\/workflows: their names are known only while it runs/,
  );
});

it('are compared with those of another version', () => {
  expect(run('examples/mlperf', '--against', 'examples/mlperf').stdout).toBe('no right of an agent has changed\n');
  const { status, stdout } = run('examples/mlperf', '--against', narrowed());
  expect(status).toBe(0);
  expect(stdout).toMatch(/^\+ +planner-agent +get,patch +networking\.istio\.io\/virtualservices/m);
  expect(stdout).not.toMatch(/^-/m);
  const { added, removed } = JSON.parse(run(narrowed(), '--against', 'examples/mlperf', '--format', 'json').stdout) as {
    added: unknown[];
    removed: { resource: string }[];
  };
  expect(added).toEqual([]);
  expect(removed.map(({ resource }) => resource)).toEqual(['networking.istio.io/virtualservices']);
});

it('of sources with a mistake are not shown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sflow-permissions-'));
  writeFileSync(join(folder, 'a.sflow'), 'agent {');
  const { status, stdout, stderr } = run(folder);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('SF');
});
