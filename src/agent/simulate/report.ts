import { explainEntry } from '../engine/explain.ts';
import type { Decision } from '../engine/trace.ts';
import { formatInstant } from '../../base/values/format.ts';
import { counted } from '../../base/values/words.ts';
import type { Entry } from './simulate.ts';

const WIDTH = 15;

export interface Report {
  readonly lines: readonly string[];
  /** How many decisions were not told. */
  readonly leftOut: number;
}

/**
 * Tells what happened, line by line. A decision that came out as the one before of its strategy, with all that followed, is
 * left out; of one that fires a line is left. With `all` everything is told.
 */
export function report(entries: readonly Entry[], { all }: { readonly all: boolean }): Report {
  const repeated = all ? new Set<string>() : repetitions(entries);
  const lines: string[] = [];
  let leftOut = 0;
  let today = '';
  for (const entry of entries) {
    const own = occurrenceOf(entry);
    const isRepeated = own !== undefined && repeated.has(own);
    const told = isRepeated ? repetition(entry) : explainEntryAt(entry);
    if (isRepeated && isDecision(entry) && told.length === 0) leftOut += 1;
    const day = formatInstant(entry.at).slice(0, 10);
    if (told.length > 0 && day !== today) lines.push(day);
    if (told.length > 0) today = day;
    lines.push(...told);
  }
  return { lines, leftOut };
}

const occurrenceOf = (entry: Entry): string | undefined =>
  entry.kind === 'world' ? entry.occurrence : 'occurrence' in entry.trace ? entry.trace.occurrence : undefined;

const isDecision = (entry: Entry): boolean => entry.kind === 'trace' && entry.trace.kind === 'decision';

/** The occurrences of which all reads as of the occurrence before of the same strategy. */
function repetitions(entries: readonly Entry[]): ReadonlySet<string> {
  const stories = new Map<string, { readonly strategy: string; story: string }>();
  for (const entry of entries) {
    const own = occurrenceOf(entry);
    if (own === undefined) continue;
    const part = `${partOf(entry)}\n`;
    const known = stories.get(own);
    if (known) known.story += part;
    else if (entry.kind === 'trace' && 'strategy' in entry.trace)
      stories.set(own, { strategy: `${entry.trace.agent}/${entry.trace.strategy}`, story: part });
  }
  const last = new Map<string, string>();
  const repeated = new Set<string>();
  for (const [own, { strategy, story }] of stories) {
    if (last.get(strategy) === story) repeated.add(own);
    last.set(strategy, story);
  }
  return repeated;
}

function partOf(entry: Entry): string {
  if (entry.kind === 'world') return entry.text;
  const { trace } = entry;
  if (trace.kind !== 'decision') return explainEntry(trace).headline;
  const { held, ...rest } = trace;
  // How long something has held, or still cools down, goes on by itself.
  const who = held?.by === 'precedence' ? held.strategy : held && 'key' in held ? JSON.stringify(held.key) : '';
  return `${held?.by ?? ''} ${who}: ${explainEntry(rest).headline}`;
}

/** What is left of an occurrence that came out as the one before. */
function repetition(entry: Entry): string[] {
  if (entry.kind !== 'trace' || entry.trace.kind !== 'decision' || entry.trace.verdict !== 'act') return [];
  const [headline = ''] = explainEntryAt(entry);
  return [`${headline}, as before`];
}

/** The lines for one entry; nothing for what follows from the line before. */
function explainEntryAt(entry: Entry): string[] {
  const time = clock(entry.at);
  if (entry.kind === 'world') return [`${time}  ${''.padEnd(WIDTH)}  · ${entry.text}`];
  const { trace } = entry;
  if ((trace.kind === 'ending' && trace.fired) || (trace.kind === 'approval' && trace.answer === 'asked')) return [];
  const { headline, details: all } = explainEntry(trace);
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

const outcomes = {
  act: 'to act',
  otherwise: 'to act otherwise',
  held: 'held back',
  quiet: 'to do nothing',
  unknown: 'without knowing',
} as const;

const outcomeOf = ({ verdict, branch }: Decision): keyof typeof outcomes =>
  verdict === 'quiet' && branch ? 'otherwise' : verdict;

/** How many decisions there were, and how they came out. */
export function summary(entries: readonly Entry[]): string {
  const traces = entries.flatMap((entry) => (entry.kind === 'trace' ? [entry.trace] : []));
  const decisions = traces.filter((trace) => trace.kind === 'decision').map(outcomeOf);
  const actions = traces.filter((trace) => trace.kind === 'action');
  const failed = actions.filter(({ result }) => !('ok' in result)).length;
  const told = Object.entries(outcomes).flatMap(([outcome, words]) => {
    const number = decisions.filter((each) => each === outcome).length;
    return number === 0 && ['otherwise', 'held'].includes(outcome) ? [] : [`${String(number)} ${words}`];
  });
  return `${counted(decisions.length, 'decision')}: ${told.join(', ')}; ${counted(actions.length, 'action')}, ${String(failed)} failed`;
}
