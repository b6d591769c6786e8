import { existsSync, readdirSync } from 'node:fs';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { describe, expect, it } from 'vitest';
import { flags, type ProcessName } from '../../../src/contract/process/command.ts';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { batch, compileTexts, expectMessages, online } from '../../support/marked.ts';
import { list, look, walk } from './look.ts';
import { operatorProblems, seldonPods } from './operator-pods.ts';
import { podProblems } from './pods.ts';
import { compileFolder, objectsOf } from './sources.ts';

const foldersIn = (folder: string): string[] => readdirSync(folder).map((name) => `${folder}/${name}`);

/** All sources that the tests have, those of other stages too. */
const folders = [...foldersIn('examples'), ...foldersIn('test/cases').flatMap(casesIn)];

function casesIn(area: string): string[] {
  if (area.endsWith('.ts') || area.endsWith('/messages')) return [];
  return foldersIn(area).filter((folder) => existsSync(`${folder}/main.sflow`));
}

describe.each(folders)('the pods of %s', (folder) => {
  it('are what an API server takes', async () => {
    const objects = objectsOf((await compileFolder(folder)).manifests);
    expect(objects.flatMap(podProblems)).toEqual([]);
  });

  it('are whole where Seldon Core makes them', async () => {
    const objects = objectsOf((await compileFolder(folder)).manifests);
    expect(problemsOnSeldon(objects)).toEqual([]);
  });

  it('start the runtime with flags that it knows', async () => {
    const objects = objectsOf((await compileFolder(folder)).manifests);
    for (const { value } of [...walk(objects)]) {
      const [program, process] = list(value, 'command');
      if (program !== 'sflow-runtime') continue;
      const known: Readonly<Record<string, string>> = flags[process as ProcessName];
      const options: ParseArgsOptionsConfig = Object.fromEntries(
        Object.entries(known).map(([name, given]) => [name, { type: 'string', multiple: given === 'often' }]),
      );
      const { values } = parseArgs({ args: list(value, 'args').map(String), options, strict: true });
      const required = Object.keys(known).filter((name) => known[name] === 'once');
      expect(Object.keys(values)).toEqual(expect.arrayContaining(required));
    }
  });
});

function problemsOnSeldon(objects: readonly KubernetesObject[]): string[] {
  const pods = objects.filter(({ kind }) => kind === 'SeldonDeployment').flatMap(seldonPods);
  const made = pods.map(({ deployment: name, spec }): KubernetesObject & { readonly spec: object } => {
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: '', labels: {}, annotations: {} },
      spec,
    };
  });
  return [...made.flatMap(podProblems), ...operatorProblems(pods, objects)];
}

describe('the pod that Seldon Core makes of a TensorFlow server', () => {
  const server = (name: string): string =>
    `service ${name} : model { server tensorflow  model cnn@1  resources { cpu: 2, memory: 1Gi }  env { A: "1" }  volumes { "/cache": 1Gi } }`;
  const containersOf = (text: string): unknown[] => {
    const { diagnostics, manifests } = compileTexts(online(text));
    expect(diagnostics).toEqual([]);
    const objects = objectsOf(manifests);
    expect(problemsOnSeldon(objects)).toEqual([]);
    return objects
      .filter(({ kind }) => kind === 'SeldonDeployment')
      .flatMap(seldonPods)
      .flatMap(({ spec }) => spec.containers)
      .map((container) => [
        look(container, 'name'),
        look(container, 'resources.requests.cpu'),
        list(container, 'env').map((variable) => look(variable, 'name')),
        list(container, 'volumeMounts').map((mount) => look(mount, 'mountPath')),
      ]);
  };
  const executor = ['seldon-container-engine', '500m', [], []];

  it('has the server beside a proxy, with all that is said of it', () => {
    expect(containersOf(server('m'))).toEqual([
      ['m', undefined, [], []],
      ['tfserving', '2', ['A'], ['/cache']],
      executor,
    ]);
    expect(containersOf(`${server('m')}\nreplicas 2..5 scale on cpu to 70%`)).toEqual([
      ['m', '100m', [], []],
      ['tfserving', '2', ['A'], ['/cache']],
      executor,
    ]);
  });

  it('is the container of the unit where TensorFlow’s own protocol is spoken, for each of them', () => {
    const own = ['2', ['A'], ['/cache']];
    const scale = 'protocol tensorflow\nreplicas 2..5 scale on cpu to 70%';
    expect(containersOf(`${server('m')}\n${scale}`)).toEqual([['m', ...own], executor]);
    const graph = 'service pick : router { server random { ratio: 50% } }\ngraph pick -> [a, b]';
    expect(containersOf(`${server('a')}\n${server('b')}\n${graph}\n${scale}`)).toEqual([
      ['a', ...own],
      ['b', ...own],
      executor,
    ]);
  });
});

describe('what a user says beside what is ours', () => {
  const on = (serving: string, text: string): string =>
    online(text).replace('on cluster }', `on cluster  serving ${serving} }`);
  const environmentsOf = (source: string, container: string): unknown[] =>
    [...walk(objectsOf(compileTexts(source).manifests))].flatMap(({ value }) =>
      look(value, 'name') === container ? list(value, 'env') : [],
    );

  it('holds for variables', () => {
    const port = [{ name: 'PORT', value: '9' }];
    const detector = 'service s : transformer { image "a:1" }  detector drift { image "d:1"  env { PORT: "9" } }';
    expect(environmentsOf(online(detector), 'detector')).toEqual(port);
    const service = 'service s : transformer { image "a:1"  env { PORT: "9" } }';
    expect(environmentsOf(on('deployments', service), 's')).toEqual(port);
  });

  it('is no second variable or volume', () => {
    const step = (text: string): string => batch(`executor a { image "a:1" ${text} }`);
    expectMessages(step('env { A: "1", «A»: "2" }'), ['duplicate-name']);
    expectMessages(step('volumes { "/data": 1Gi, «"/data/"»: 2Gi }'), ['duplicate-name']);
    expectMessages(step('volumes { «"//"»: 2Gi }'), ['bad-range']);
    expectMessages(step('volumes { «"/workflow/"»: 2Gi }'), ['same-place-twice']);
    expectMessages(step('volumes { "/data": 1Gi }  input «d» : Path at "/data/" key "d"'), ['same-place-twice']);
  });

  it('is no volume at a place that a target has', () => {
    expectMessages(batch('executor a { image "a:1"  volumes { «"/var/run/argo"»: 1Gi } }'), ['same-place-twice']);
    expectMessages(batch('executor a { image "a:1"  gang 2  volumes { "/var/run/argo": 1Gi } }'), []);
    const server = (place: string): string =>
      `service s : model { server sklearn  model cnn@1  volumes { ${place}: 1Gi } }`;
    const program = (place: string): string => `service s : model { image "a:1"  volumes { ${place}: 1Gi } }`;
    expectMessages(on('seldon', server('«"/mnt/models"»')), ['same-place-twice']);
    expectMessages(on('seldon', program('«"/etc/podinfo"»')), ['same-place-twice']);
    expectMessages(on('seldon', program('"/mnt/models"')), []);
    expectMessages(on('kserve', server('«"/mnt/models"»')), ['same-place-twice']);
    expectMessages(on('deployments', server('«"/models"»')), ['same-place-twice']);
    expectMessages(on('deployments', program('"/models"')), []);
  });

  it('is no name that a target gives to a container', () => {
    const graph = (first: string, second: string): string =>
      `service ${first} : transformer { image "a:1" }\nservice ${second} : model { server sklearn  model cnn@1 }\ngraph ${bare(first)} -> ${second}`;
    const bare = (marked: string): string => marked.replaceAll(/[«»]/g, '');
    expectMessages(on('deployments', graph('«orchestrator»', 's')), ['serving-cannot']);
    expectMessages(on('deployments', graph('«s-model»', 's')), ['serving-cannot']);
    expectMessages(on('deployments', graph('other-model', 's')), []);
    const tensorflow = (name: string): string =>
      `service ${name} : model { server tensorflow  model cnn@1  inputs { x }  outputs { y } }`;
    expectMessages(
      on('seldon', `service «tfserving» : transformer { image "a:1" }\n${tensorflow('s')}\ngraph tfserving -> s`),
      ['serving-cannot'],
    );
    const two = `${tensorflow('a')}\n${tensorflow('«b»')}\nservice c : combiner { server average }\ngraph [a, b] -> c`;
    expectMessages(on('seldon', two), ['serving-cannot']);
    expectMessages(on('seldon', graph('«seldon-container-engine»', 's')), ['serving-cannot']);
    expectMessages(on('seldon', graph('«s-model-initializer»', 's')), ['serving-cannot']);
    expectMessages(on('seldon', graph('other-model-initializer', 's')), []);
  });

  it('is not in the place of what starts a server', () => {
    const server = (args: string): string =>
      `service ${args ? '«s»' : 's'} : model { server sklearn  model cnn@1 ${args} }`;
    expectMessages(on('seldon', server('args { workers: 2 }')), ['serving-cannot']);
    expectMessages(on('seldon', server('')), []);
  });
});

describe('what is looked for in pods', () => {
  const pod = (parts: object): string[] =>
    podProblems({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, ...{ spec: parts } });
  const mount = (name: string, mountPath: string): object => ({ name, mountPath });

  it('is found', () => {
    const containers = [
      {
        name: 'a',
        env: [{ name: 'X' }, { name: 'X' }],
        ports: [{ name: 'http', containerPort: 1 }],
        volumeMounts: [mount('v', '/x'), mount('w', '/x/')],
      },
      { name: 'b', ports: [{ containerPort: 1, protocol: 'TCP' }] },
    ];
    expect(pod({ containers, initContainers: [{ name: 'b' }], volumes: [{ name: 'v' }, { name: 'v' }] })).toEqual([
      'Pod p: two volumes v',
      'Pod p: two containers b',
      'Pod p: two ports 1/TCP',
      'Pod p: two variables X',
      'Pod p: two mounts /x',
      'Pod p: no volume w',
    ]);
  });

  it('is found in the jobs of workflows', () => {
    const manifest = JSON.stringify({ spec: { containers: [{ name: 'a', volumeMounts: [mount('v', '/x')] }] } });
    expect(pod({ templates: [{ resource: { manifest } }] })).toEqual(['Pod p: no volume v']);
  });
});
