import { existsSync, readdirSync } from 'node:fs';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { describe, expect, it } from 'vitest';
import { flags, type ProcessName } from '../../../src/contract/process/command.ts';
import { list, walk } from './look.ts';
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
