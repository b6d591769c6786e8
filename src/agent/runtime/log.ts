import { pino, type DestinationStream, type Logger } from 'pino';
import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import { explainEntry } from '../engine/explain.ts';
import type { TraceEntry } from '../engine/trace.ts';

export type { Logger } from 'pino';

/** Logs as JSON lines: what was decided and done, in words, and ids to find it by. No object's body and no secret is in it. */
export const logOf = ({ agent }: Pick<StrategyGraph, 'agent'>, stream?: DestinationStream): Logger =>
  pino({ base: { namespace: agent.namespace, agent: agent.name }, timestamp: pino.stdTimeFunctions.isoTime }, stream);

/** Looks that come out quiet are told at `debug`: an agent that looks every minute has a thousand of them a day. */
export function logEntry(log: Logger, entry: TraceEntry): void {
  const level = levelOf(entry);
  if (!log.isLevelEnabled(level)) return;
  const { headline } = explainEntry(entry);
  const ids = 'occurrence' in entry ? { strategy: entry.strategy, decision: entry.occurrence } : {};
  log[level]({ ...ids, at: entry.at }, headline);
}

function levelOf(entry: TraceEntry): 'debug' | 'info' | 'warn' {
  switch (entry.kind) {
    case 'decision':
      return entry.verdict === 'unknown' ? 'warn' : entry.verdict === 'quiet' ? 'debug' : 'info';
    case 'action':
      return 'ok' in entry.result ? 'info' : 'warn';
    case 'refusal':
    case 'late':
    case 'dropped':
      return 'warn';
    case 'approval':
    case 'ending':
    case 'pausing':
      return 'info';
    case 'ignored':
    case 'waiting':
      return 'debug';
  }
}
