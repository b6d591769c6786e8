import { tell } from '../engine/tell.ts';
import { formatInstant } from '../values/format.ts';
import type { Entry } from './simulate.ts';

const WIDTH = 15;

/** The lines that `sflow dev` prints for what happened; nothing for what follows from the line before. */
export function tellEntry(entry: Entry): string[] {
  const time = clock(entry.at);
  if (entry.kind === 'world') return [`${time}  ${''.padEnd(WIDTH)}  · ${entry.text}`];
  const { trace } = entry;
  if (trace.kind === 'ending' && trace.fired) return [];
  const { headline, details } = tell(trace);
  const strategy = 'strategy' in trace && trace.kind === 'decision' ? `${trace.strategy} ` : '';
  const indent = `${' '.repeat(time.length)}  ${''.padEnd(WIDTH)}    `;
  return [
    `${time}  ${trace.agent.padEnd(WIDTH)}  ${strategy}${headline}`,
    ...details.map((detail) => `${indent}${detail}`),
  ];
}

/** A line before the first entry of each day. */
export const tellDay = (at: number): string => formatInstant(at).slice(0, 10);

const clock = (at: number): string => formatInstant(at).slice(11, 19);

/** How many decisions there were, and how they came out. */
export function summary(entries: readonly Entry[]): string {
  const decisions = entries.flatMap((entry) =>
    entry.kind === 'trace' && entry.trace.kind === 'decision' ? [entry.trace] : [],
  );
  const actions = entries.flatMap((entry) =>
    entry.kind === 'trace' && entry.trace.kind === 'action' ? [entry.trace] : [],
  );
  const of = (verdict: string): number => decisions.filter((decision) => decision.verdict === verdict).length;
  const failed = actions.filter(({ result }) => !('ok' in result)).length;
  const count = (number: number, noun: string): string => `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
  return [
    `${count(decisions.length, 'decision')}: ${String(of('act'))} to act, ${String(of('quiet'))} to do nothing, ${String(of('unknown'))} without knowing`,
    `${count(actions.length, 'action')}, ${String(failed)} failed`,
  ].join('; ');
}
