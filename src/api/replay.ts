import { isDeepStrictEqual } from 'node:util';
import { defined } from '../base/values/defined.ts';
import { isRecord } from '../base/values/plain.ts';
import { explainEntry } from '../agent/engine/explain.ts';
import type { TraceEntry } from '../agent/engine/trace.ts';
import type { Difference } from '../agent/runtime/journal/replay.ts';
import type { Replayed, ReplayDifference } from './types.ts';

/**
 * Plays again what an agent was told and decided, from the SQLite file of its journal, which is only read. The database is only loaded
 * here. Never rejects for what the file is.
 */
export async function replay(path: string): Promise<Replayed> {
  const [{ readSqlite }, { replay: play }, { JournalFailure }] = await Promise.all([
    import('../agent/runtime/journal/read-sqlite.ts'),
    import('../agent/runtime/journal/replay.ts'),
    import('../agent/runtime/journal/journal.ts'),
  ]);
  try {
    const journal = readSqlite(path);
    try {
      const { same, left, difference } = await play(journal);
      return defined<Replayed>({ agent: journal.agent, same, left, difference: difference && inWords(difference) });
    } finally {
      journal.close();
    }
  } catch (error) {
    if (!(error instanceof JournalFailure)) throw error;
    const problem = error.code === 'in-use' ? `an agent has the journal ${path} open: ${ADVICE}` : error.message;
    return { problem, same: 0, left: 0 };
  }
}

const ADVICE = 'end it first, or take a snapshot of its volume, and replay the journal in that';

function inWords({ sequence, at, step, kept, played }: Difference): ReplayDifference {
  const place = { entry: sequence, at };
  if (step === undefined) return { ...place, what: 'state', ...firstPart(JSON.parse(kept), JSON.parse(played), []) };
  const [was, is] = [kept, played].map((text) => JSON.parse(text) as readonly TraceEntry[]);
  const texts = (entries: readonly TraceEntry[] = []): string[] => entries.map((entry) => JSON.stringify(entry));
  const [before, after] = [texts(was), texts(is)];
  const first = before.findIndex((text, index) => text !== after[index]);
  const index = first === -1 ? before.length : first;
  const [one, other] = [toldAs(was?.[index]), toldAs(is?.[index])];
  // What people are told may be the same where the bytes are not.
  if (one === other) return { ...place, what: 'decision', kept: before[index] ?? '', played: after[index] ?? '' };
  return { ...place, what: 'decision', kept: one, played: other };
}

function toldAs(entry: TraceEntry | undefined): string {
  if (!entry) return 'nothing more';
  const { headline, details } = explainEntry(entry);
  return [`${'strategy' in entry ? `${entry.strategy ?? ''} ` : ''}${headline}`, ...details].join('\n');
}

/** The first part of a state that is not the same. */
function firstPart(kept: unknown, played: unknown, path: readonly string[]): { kept: string; played: string } {
  if (isRecord(kept) && isRecord(played)) {
    const names = [...new Set([...Object.keys(kept), ...Object.keys(played)])];
    const name = names.find((each) => !isDeepStrictEqual(kept[each], played[each]));
    if (name !== undefined) return firstPart(kept[name], played[name], [...path, name]);
  }
  const told = (value: unknown): string =>
    `${path.join('.')} = ${value === undefined ? 'nothing' : JSON.stringify(value)}`;
  return { kept: told(kept), played: told(played) };
}
