import { describe, expect, it } from 'vitest';
import { initialState } from '../../../src/agent/engine/state.ts';
import { Host } from '../../../src/agent/host/host.ts';
import { decodeAnswer } from '../../../src/agent/runtime/prometheus-answer.ts';
import type { Observation } from '../../../src/base/values/value.ts';
import { app, compileTexts } from '../../support/marked.ts';

const source = `import { ready-replicas } from "std/kube-state-metrics"
${app(`model cnn { registered "cnn"  better accuracy }
workflow serve   : online { service m : model { server sklearn  model cnn@1 }  backup standby }
workflow standby : online { service m : model { server sklearn  model cnn@1 } }
agent guard {
  strategy there { WHEN every 1m IF ready-replicas(serve) == 0 THEN updateWorkflowTraffic(serve, backup: 100%) }
  strategy back  { WHEN every 1m IF ready-replicas(serve) >= 1 THEN updateWorkflowTraffic(serve, backup: 0%) }
}`)}`;

/** Which shares of the traffic the agent gives to the backup when Prometheus answers this. */
function shares(result: readonly unknown[]): unknown[] {
  const { plan, diagnostics } = compileTexts(source);
  expect(diagnostics).toEqual([]);
  const graph = plan?.teams[0]?.agents[0]?.graph;
  if (!graph) throw new Error('the agent has no graph');
  const given: unknown[] = [];
  const body = JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
  const host = new Host(
    { graph, state: initialState(graph, 0) },
    {
      now: () => 60_000,
      at: () => () => undefined,
      after: () => () => undefined,
      commit: (_, durable) => {
        durable();
      },
      observe: ({ requests }, answer) => {
        const readings = requests.map(({ sensor, fields }): [string, Observation] => [
          sensor,
          decodeAnswer({ status: 200, body }, Number(fields['factor'])),
        ]);
        answer(Object.fromEntries(readings));
      },
      ask: () => undefined,
      act: ({ action }) => {
        if (action.kind === 'primitive') given.push(action.arguments['backup']);
      },
    },
  );
  host.start();
  return given;
}

describe('an agent that guards a workflow', () => {
  it('fails over at zero replicas, which is a text of one character, and back', () => {
    expect(shares([{ metric: {}, value: [60, '0'] }])).toEqual([1]);
    expect(shares([{ metric: {}, value: [60, '2'] }])).toEqual([0]);
  });

  it('does nothing where nobody knows', () => {
    expect(shares([])).toEqual([]);
    expect(shares([{ metric: {}, value: [60, 'NaN'] }])).toEqual([]);
    const twice = { metric: { instance: 'a' }, value: [60, '0'] };
    expect(shares([twice, { ...twice, metric: { instance: 'b' } }])).toEqual([]);
  });
});
