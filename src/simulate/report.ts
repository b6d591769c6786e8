import { tell } from '../engine/tell.ts';
import { formatInstant } from '../values/format.ts';
import type { Entry } from './simulate.ts';

const WIDTH = 15;

/** Tells what happened, line by line. A decision to do nothing that came out as the one before is counted and not told. */
export class Report {
  /** How many decisions were not told. */
  leftOut = 0;
  readonly #last = new Map<string, string>();
  readonly #all: boolean;
  #day = '';

  /** With `all` every decision is told. */
  constructor({ all }: { readonly all: boolean }) {
    this.#all = all;
  }

  lines(entry: Entry): string[] {
    if (!this.#all && this.#isAsBefore(entry)) {
      this.leftOut += 1;
      return [];
    }
    const lines = tellEntry(entry);
    const day = formatInstant(entry.at).slice(0, 10);
    if (lines.length === 0 || day === this.#day) return lines;
    this.#day = day;
    return [day, ...lines];
  }

  #isAsBefore(entry: Entry): boolean {
    if (entry.kind !== 'trace' || entry.trace.kind !== 'decision') return false;
    const { agent, strategy, verdict, held, branch } = entry.trace;
    // How long something has held, or still cools down, goes on by itself.
    const why = held?.replace(/\d\S*/g, '') ?? '';
    const outcome = `${verdict}: ${why}: ${tell({ ...entry.trace, held: '' }).headline}`;
    const key = `${agent}/${strategy}`;
    const isSame = this.#last.get(key) === outcome;
    this.#last.set(key, outcome);
    return isSame && verdict !== 'act' && !branch;
  }
}

/** The lines for one entry; nothing for what follows from the line before. */
function tellEntry(entry: Entry): string[] {
  const time = clock(entry.at);
  if (entry.kind === 'world') return [`${time}  ${''.padEnd(WIDTH)}  · ${entry.text}`];
  const { trace } = entry;
  if (trace.kind === 'ending' && trace.fired) return [];
  const { headline, details: all } = tell(trace);
  // Of what does nothing, the clauses that decided say enough.
  const details = trace.kind === 'decision' && trace.verdict !== 'act' && !trace.branch ? [] : all;
  const strategy = 'strategy' in trace && trace.kind === 'decision' ? `${trace.strategy} ` : '';
  const indent = `${' '.repeat(time.length)}  ${''.padEnd(WIDTH)}    `;
  return [
    `${time}  ${trace.agent.padEnd(WIDTH)}  ${strategy}${headline}`,
    ...details.map((detail) => `${indent}${detail}`),
  ];
}

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
