import { describe, expect, it } from 'vitest';
import { play } from '../../../src/agent/simulate/simulate.ts';
import { unseen } from '../../../src/agent/simulate/unseen.ts';
import { loadWorld } from '../../../src/agent/simulate/world-file.ts';
import { app, expectMessages } from '../../support/marked.ts';

function unseenOf(strategies: string, world: string): readonly string[] {
  const { plan } = expectMessages(
    `import { request-rate } from "std/istio"
import { ready-replicas } from "std/kubernetes"
import { logged-mean } from "std/mlflow"
${app(`workflow serve : online { service s : transformer { image "a:1" } }
agent keeper { state calm : Bool = true  ${strategies} }`)}`,
    [],
  );
  const loaded = loadWorld(`{ start: 2026-12-01T09:00Z, ${world} }`, 'world.yaml');
  expect(loaded.problems).toEqual([]);
  const graphs = plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [];
  return unseen(graphs, loaded.world, play(graphs, loaded.world));
}

const burst = 'length: 30m, metrics: { request-rate(serve): { 0m: 5/s, 12m: 30/s, 14m: 5/s, 21m: 30/s, 25m: 5/s } }';
const when = (trigger: string, constraint = 'request-rate(serve) > 20/s'): string =>
  `strategy grow { WHEN ${trigger}  IF ${constraint}  THEN set calm = false }`;

describe('what an agent has not seen', () => {
  it('is told where a constraint held between two looks', () => {
    expect(unseenOf(when('every 5m'), burst)).toEqual([
      'keeper.grow has not seen that its constraint held from 12m to 14m, and 1 more like that: every 5m',
    ]);
    expect(unseenOf(when('every 1m'), burst)).toEqual([]);
  });

  it('begins with the instant at which it holds, and ends before the one at which it does not', () => {
    // Looks at 7m, 14m, 21m, 28m: the second burst is seen as it begins, the first is over.
    expect(unseenOf(when('every 7m'), burst)).toEqual([
      'keeper.grow has not seen that its constraint held from 12m to 14m: every 7m',
    ]);
  });

  it('takes what changes at one instant together, and the unknown as no truth', () => {
    const world = `length: 30m,
      metrics: { request-rate(serve): { 0m: 5/s, 12m: 30/s } }, online: { serve: { ready: { 0m: 1, 12m: 2, 13m: unknown } } }`;
    expect(unseenOf(when('every 30m', 'request-rate(serve) > 20/s and ready-replicas(serve) < 2'), world)).toEqual([]);
    expect(unseenOf(when('every 30m', 'request-rate(serve) > 20/s and ready-replicas(serve) >= 2'), world)).toEqual([
      'keeper.grow has not seen that its constraint held from 12m to 13m: every 30m',
    ]);
  });

  it('is not told of what waits for calls, nor of what depends on the agents', () => {
    expect(unseenOf(when('called go()'), burst)).toEqual([]);
    expect(unseenOf(when('every 5m', 'request-rate(serve) > 20/s and calm'), burst)).toEqual([]);
    const windowed = 'request-rate(serve) > 20/s and not (logged-mean("m", experiment: "e") over 1h > 1)';
    expect(unseenOf(when('every 5m', windowed), burst)).toEqual([]);
  });
});
