import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/agent/engine/event.ts';
import type { Sighting } from '../../src/agent/host/batch.ts';
import { hearChanges, type Hearer } from '../../src/agent/runtime/cluster/changes.ts';
import type { PrimitiveNode, StrategyGraph } from '../../src/contract/strategy-graph/strategy-graph.ts';
import { actionsIn, Actor, concrete, Tracker } from '../cluster/acting.ts';
import { build } from './build.ts';
import { Cluster, until } from '../cluster/client.ts';
import { list, look, text } from '../target/emit/look.ts';
import { missing } from './environment.ts';
import { Stage } from './stage.ts';

const NAMESPACE = 'hearing-operators';

describe.skipIf(missing('argo').length > 0)('an agent and the runs of Argo Workflows', () => {
  let stage: Stage;
  let tracker: Tracker;
  let actor: Actor;
  let graph: StrategyGraph;
  let seen: Sighting[] = [];
  const news: string[] = [];
  const hearer: Hearer = {
    changed: (object, { id, subject, state, also = [] }) => {
      if (seen.some((one) => one.object === object && one.change === id)) return;
      seen.push({ object, change: id });
      const of = subject.kind === 'executor' ? `${subject.executor} ` : '';
      news.push(of + [state, ...also].join(' '));
    },
    known: (sightings) => seen.push(...sightings),
    gone: (object) => (seen = seen.filter((one) => one.object !== object)),
  };

  /** Hears for as long as something is done. */
  async function hearing(run: () => Promise<void>): Promise<void> {
    const stop = new AbortController();
    const over = hearChanges(graph, actor.hands.cluster, hearer, [...seen], stop.signal);
    await run();
    stop.abort();
    await over;
  }

  const act = (written: string, key: string): Promise<Outcome | undefined> =>
    actor.act(concrete(actionsIn(graph).get(written) as PrimitiveNode), key);
  const hears = (last: string): Promise<void> => until(last, () => Promise.resolve(news.includes(last)));

  beforeAll(async () => {
    stage = new Stage(await Cluster.connect(), await build('test/operators/hearing.sflow'));
    await stage.raise();
    await stage.provideVolumes(NAMESPACE);
    await stage.steer(NAMESPACE, { check: { 'exit-code': '1' } });
    graph = JSON.parse(text(stage.find('ConfigMap', 'listener'), 'data', 'strategies.json')) as StrategyGraph;
    tracker = await new Tracker().start();
    actor = await Actor.of(stage.cluster, { namespace: NAMESPACE, name: 'listener' }, tracker);
  });

  afterAll(async () => {
    tracker.stop();
    await stage.strike();
    stage.cluster.close();
  });

  beforeEach(() => {
    news.length = 0;
  });

  it('it starts one, and hears of each of its states once', async () => {
    await hearing(async () => {
      await until('the first list', () => Promise.resolve(seen.length > 0));
      const first = await act('runWorkflow(two)', 'one');
      expect(await act('runWorkflow(two)', 'one')).toEqual(first);
      await hears('failed ended');
    });
    expect(news).toEqual([
      'submitted',
      'fit started',
      'fit succeeded',
      'check started',
      'check failed',
      'failed ended',
    ]);
  });

  it('it hears of what happened while it was away, and not again of what it knows', async () => {
    await act('runWorkflow(two)', 'two');
    const path = `/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/workflows`;
    await until('the end', async () => {
      const runs = list((await stage.cluster.send('GET', path)).body, 'items');
      return runs.length === 2 && runs.every((run) => look(run, 'status.phase') === 'Failed');
    });
    await hearing(() => hears('failed ended'));
    expect(news.filter((one) => one === 'submitted')).toHaveLength(1);
    expect(news.filter((one) => one === 'failed ended')).toHaveLength(1);
  });

  it('it stops one that is going on', async () => {
    await stage.steer(NAMESPACE, { fit: { 'exit-after': '60s' } });
    await hearing(async () => {
      await act('runWorkflow(two)', 'three');
      await hears('fit started');
      expect(await act('stopWorkflow(two)', 'stop')).toEqual({ ok: null });
      await hears('failed ended');
    });
    expect(news.at(-1)).toBe('failed ended');
    expect(news).not.toContain('fit succeeded');
  });
});
