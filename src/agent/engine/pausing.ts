import { defined } from '../../base/values/defined.ts';
import type { StrategyNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { withdraw } from './act.ts';
import type { PausedEvent } from './event.ts';
import type { Memory } from './memory.ts';
import type { HeldBack } from './trace.ts';

/** What keeps back all that a strategy would begin; undefined where neither it nor the agent is paused. */
export function pauseOf(memory: Memory, node: StrategyNode): HeldBack | undefined {
  const own = memory.of(node).paused;
  if (own) return { by: 'pause', of: 'strategy', who: own.by };
  return memory.paused ? { by: 'pause', of: 'agent', who: memory.paused.by } : undefined;
}

/** What is being done goes on to its end; what nobody has agreed to yet is not done. */
export function paused(memory: Memory, { strategy: name, paused: isPaused, by, at }: PausedEvent): void {
  const { namespace, name: agent } = memory.graph.agent;
  const of = name ?? agent;
  const strategy = name === undefined ? undefined : memory.prepared.byName.get(name);
  if (name !== undefined && !strategy) {
    memory.remark('ignored', at, `${by} ${isPaused ? 'pauses' : 'lets go on'} ${of}, which ${agent} does not have`);
    return;
  }
  const before = strategy ? memory.of(strategy.node).paused : memory.paused;
  if ((before !== null) === isPaused) {
    memory.remark('ignored', at, `${of} ${isPaused ? 'is paused already' : 'is not paused'}`);
    return;
  }
  const after = isPaused ? { by, at } : null;
  if (strategy) memory.set(strategy.node, { paused: after });
  else memory.paused = after;
  memory.trace.push(defined({ kind: 'pausing', namespace, agent, at, strategy: name, paused: isPaused, by }));
  if (!isPaused) return;
  for (const each of strategy ? [strategy] : memory.prepared.strategies) {
    const { running } = memory.of(each.node);
    if (running?.stage === 'asking') withdraw(memory, each, running);
  }
}
