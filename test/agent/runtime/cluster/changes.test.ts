import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Sighting } from '../../../../src/agent/host/batch.ts';
import { listening, sourcesOf, type Hearer } from '../../../../src/agent/runtime/cluster/changes.ts';
import type { KubernetesObject } from '../../../../src/agent/runtime/cluster/object.ts';
import { statesOfRun } from '../../../../src/agent/runtime/cluster/states.ts';
import { app, compileTexts } from '../../../support/marked.ts';

const graphOf = (triggers: readonly string[]) => {
  const strategies = triggers.map(
    (on, index) => `strategy s${String(index)} { WHEN ${on} THEN stopWorkflow(training) }`,
  );
  const { plan, diagnostics } = compileTexts(
    app(`model cnn { registered "cnn"  better accuracy }
workflow training : batch { executor fit { image "i:1" }  executor check after fit { image "i:1" } }
workflow serve : online { service m : model { server sklearn  model cnn@1 } }
agent guard { ${strategies.join('\n')} }`),
  );
  expect(diagnostics).toEqual([]);
  const graph = plan?.teams[0]?.agents[0]?.graph;
  if (!graph) throw new Error('the agent has no graph');
  return graph;
};

/** What a host does with what it hears, and what of it was news. */
let seen: Sighting[];
let news: string[];
const hearer: Hearer = {
  changed: (object, { id, state, also = [] }) => {
    if (seen.some((one) => one.object === object && one.change === id)) return;
    seen.push({ object, change: id });
    news.push([state, ...also].join(' '));
  },
  known: (sightings) => seen.push(...sightings),
  gone: (object) => (seen = seen.filter((one) => one.object !== object)),
};
beforeEach(() => ([seen, news] = [[], []]));

const listenerOf = (triggers: readonly string[], kind = 'workflows') => {
  const source = sourcesOf(graphOf(triggers)).find(({ name }) => name.startsWith(kind));
  if (!source) throw new Error('it watches nothing');
  return listening(source, hearer, [...seen], () => undefined);
};

const run = (uid: string, phase: string, nodes: Readonly<Record<string, unknown>> = {}): KubernetesObject => ({
  metadata: { uid, name: uid, labels: { 'sflow.dev/workflow': 'training' } },
  status: { phase, nodes },
});

const served = (uid: string, status: string, since: string): KubernetesObject => ({
  metadata: { uid, name: 'serve' },
  status: { conditions: [{ type: 'Available', status, lastTransitionTime: since }] },
});

describe('changes of runs', () => {
  it('are told once, and what was so before the first look is none', () => {
    const listener = listenerOf(['on training.succeeded', 'on training.submitted']);
    listener.listed([run('old', 'Succeeded')]);
    expect(news).toEqual([]);
    listener.seen(run('new', 'Running'));
    listener.seen(run('new', 'Running'));
    listener.seen(run('new', 'Succeeded'));
    listener.listed([run('old', 'Succeeded'), run('new', 'Succeeded')]);
    expect(news).toEqual(['submitted', 'succeeded ended']);
  });

  it('are told that happened while there was no process', () => {
    listenerOf(['on training.ended']).listed([run('old', 'Running')]);
    listenerOf(['on training.ended']).listed([run('old', 'Failed'), run('missed', 'Error')]);
    expect(news).toEqual(['failed ended', 'submitted', 'failed ended']);
  });

  it('are none of what a graph waits for since it was changed', () => {
    listenerOf(['on training.ended']).listed([run('old', 'Running')]);
    const nodes = { a: { displayName: 'fit', phase: 'Succeeded' } };
    listenerOf(['on training.ended', 'on training.fit.succeeded']).listed([run('old', 'Running', nodes)]);
    expect(news).toEqual([]);
  });

  it('are forgotten with the run, also one that went while there was no process', () => {
    const listener = listenerOf(['on training.ended']);
    listener.listed([run('a', 'Failed'), run('b', 'Failed')]);
    listener.gone(run('a', 'Failed'));
    listenerOf(['on training.ended']).listed([]);
    expect(seen.map(({ object }) => object)).toEqual([expect.stringMatching(/^workflows\/[^/]+$/)]);
  });

  it('are asked for by the labels of the workflows alone', () => {
    const [source] = sourcesOf(graphOf(['on training.fit.failed', 'on training.ended']));
    expect(source?.watched.labelSelector).toBe('sflow.dev/workflow in (training)');
  });

  const reached = (nodes: readonly object[], packed = false): unknown => {
    const all = Object.fromEntries(nodes.map((node, index) => [String(index), node]));
    const object = packed
      ? { ...run('r', 'Running'), status: { compressedNodes: gzipSync(JSON.stringify(all)).toString('base64') } }
      : run('r', 'Running', all);
    return statesOfRun(object, ['fit']).flatMap(({ executor, states }) => (executor ? [states.join(' ')] : []));
  };
  const oom = { phase: 'Failed', message: 'OOMKilled (exit code 137)' };

  it.each<[string, unknown, readonly object[]]>([
    ['nothing of one that waits', [], [{ displayName: 'fit', phase: 'Pending' }]],
    ['nothing of one that was left out', [], [{ displayName: 'fit', phase: 'Omitted' }]],
    ['its start', ['started'], [{ displayName: 'fit', phase: 'Running' }]],
    ['its end', ['started', 'succeeded'], [{ displayName: 'fit', phase: 'Succeeded' }]],
    ['that its memory was not enough', ['started', 'out-of-memory failed'], [{ displayName: 'fit', ...oom }]],
    [
      'what its last attempt died of',
      ['started', 'failed'],
      [
        { displayName: 'fit', type: 'Retry', phase: 'Failed' },
        { displayName: 'fit(0)', startedAt: '1', ...oom },
        { displayName: 'fit(1)', startedAt: '2', phase: 'Failed', message: 'Error (exit code 1)' },
      ],
    ],
    [
      'what one of its items died of, and not what comes after it',
      ['started', 'out-of-memory failed'],
      [
        { displayName: 'fit', type: 'TaskGroup', phase: 'Failed' },
        { displayName: 'fit(0:a)', type: 'Pod', phase: 'Succeeded' },
        { displayName: 'fit(1:b)', type: 'Pod', ...oom },
        { displayName: 'check', ...oom },
      ],
    ],
  ])('tell of an executor %s', (_, expected, nodes) => {
    expect(reached(nodes)).toEqual(expected);
    expect(reached(nodes, true)).toEqual(expected);
  });
});

describe('changes of what is served', () => {
  it('go back and forth, and begin with being there', () => {
    const listener = listenerOf(['on serve.unavailable', 'on serve.available'], 'deployments');
    listener.listed([]);
    listener.seen(served('u', 'False', 't1'));
    listener.seen(served('u', 'True', 't2'));
    listener.seen(served('u', 'True', 't2'));
    listener.seen(served('u', 'False', 't3'));
    listener.seen(served('u', 'True', 't4'));
    expect(news).toEqual(['available', 'unavailable', 'available']);
  });
});
