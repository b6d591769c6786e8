import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { writeFiles } from '../../../src/target/emit/emit.ts';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { PLATFORM, compileTexts } from '../../support/marked.ts';
import { list } from './look.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

const AGENT = 'agent a { strategy s { WHEN every 1h THEN runWorkflow(train) } }';
const BATCH = 'workflow train : batch { executor fit { image "fit:1" } }';
const ALL = `${BATCH}
workflow serve : online { service s : transformer { image "a:1" } }
${AGENT}`;

const living = (clause: string, parts: string): string =>
  `${PLATFORM.replace('on cluster }', `on cluster  ${clause} }`)}${parts}`;

const objectsOf = (text: string): KubernetesObject[] =>
  (compileTexts(text).manifests ?? []).flatMap(({ objects }) => objects);

describe('a namespace that is there already', () => {
  const existing = living('namespace "cluster" { existing: true }', ALL);

  it('is neither made nor labelled, so that what is applied takes it over as little as what is deleted takes it along', () => {
    expect(objectsOf(existing).filter(({ kind }) => kind === 'Namespace')).toEqual([]);
    expect(JSON.stringify(objectsOf(existing))).not.toContain('pod-security.kubernetes.io');
  });

  it('has all else that one of ours has', () => {
    const keys = (text: string): string[] =>
      objectsOf(text).flatMap(({ kind, metadata: { name, namespace = '' } }) =>
        kind === 'Namespace' ? [] : [`${kind} ${namespace}/${name}`],
      );
    expect(keys(existing)).toEqual(keys(living('namespace "cluster"', ALL)));
  });

  it('is in the kustomization of all, also with nothing in it that its team shares', () => {
    const alone = living('namespace "cluster" { existing: true }', ALL.slice(ALL.indexOf('\n')).replace(AGENT, ''));
    for (const text of [existing, alone]) {
      const root = writeFiles(compileTexts(text).manifests ?? []).find(({ path }) => path === 'kustomization.yaml');
      expect(list(parse(root?.text ?? ''), 'resources')).toEqual(['cluster']);
    }
  });
});

describe('a namespace that is made', () => {
  const levelOf = (parts: string): string | undefined =>
    objectsOf(living('', parts)).find(({ kind }) => kind === 'Namespace')?.metadata.labels?.[ENFORCE];

  it('enforces what all of its pods can pass', () => {
    const watcher = 'agent a { strategy s { WHEN every 1h THEN notify(secret x.url, "up") } }';
    expect(levelOf(watcher)).toBe('restricted');
    expect(levelOf(ALL)).toBe('baseline');
  });

  it('is given no level that allows everything, which would weaken one that the cluster has', () => {
    const privileged = 'workflow train : batch { executor fit { image "fit:1"  security { privileged: true } } }';
    expect(compileTexts(living('', privileged)).diagnostics).toEqual([]);
    expect(levelOf(privileged)).toBeUndefined();
  });
});
