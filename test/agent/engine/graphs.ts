import type {
  ActionNode,
  ExpressionNode,
  SensorNode,
  StrategyGraph,
  StrategyNode,
  TriggerNode,
} from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { Value } from '../../../src/base/values/value.ts';

/** Small graphs for tests of the engine. */

export const constant = (value: Value, type = 'Number'): ExpressionNode => ({
  op: 'constant',
  value,
  type,
  text: JSON.stringify(value),
});
export const reading = (sensor: string, type = 'Number'): ExpressionNode => ({
  op: 'reading',
  sensor,
  type,
  text: sensor,
});
export const greater = (left: ExpressionNode, right: ExpressionNode): ExpressionNode => ({
  op: 'gt',
  left,
  right,
  type: 'Bool',
  text: `${left.text} > ${right.text}`,
});

export const every = (seconds: number): TriggerNode => ({ kind: 'every', seconds, text: `every ${String(seconds)}s` });
export const called = (receiver: string, type: string, optional = false): TriggerNode => ({
  kind: 'called',
  receiver,
  parameters: [{ name: 'x', type, optional }],
  text: `called ${receiver}`,
});

export const sensor = (id: string, window?: SensorNode['window']): SensorNode => ({
  id,
  label: id,
  type: 'Number',
  source: { kind: 'test', fixed: { name: id } },
  ...(window ? { window } : {}),
  origin: 'test.sflow:1',
});

export const act = (name: string, given: Readonly<Record<string, ExpressionNode>> = {}): ActionNode => ({
  kind: 'primitive',
  name,
  arguments: given,
  text: `${name}()`,
  origin: 'test.sflow:1',
});

export const strategy = (
  name: string,
  trigger: TriggerNode,
  actions: readonly ActionNode[],
  constraint?: ExpressionNode,
): StrategyNode => ({
  name,
  trigger,
  actions,
  ...(constraint ? { constraint } : {}),
  origin: 'test.sflow:1',
});

export const graph = (strategies: readonly StrategyNode[], sensors: readonly SensorNode[] = []): StrategyGraph => ({
  version: 'sflow.dev/strategy-graph/v1',
  agent: { application: 'app', team: 'team', namespace: 'ns', name: 'agent', role: '' },
  sensors,
  strategies,
});
