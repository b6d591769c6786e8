import { DatabaseSync } from 'node:sqlite';
import { readEntry } from './entries.ts';
import { failure } from './failures.ts';
import { JournalFailure, type Journal } from './journal.ts';
import { all, APPLICATION, attempt, number } from './sqlite-database.ts';
import { migrations, queries, type QueryName, type Row } from './tables.ts';

/** A journal of which nothing is taken over, and to which nothing is written. */
export interface ReadJournal extends Pick<Journal, 'entries' | 'graph'> {
  /** `namespace/name` */
  readonly agent: string;
  close(): void;
}

/**
 * Opens a journal in a file to read it, be it one that a crash left. No agent can open it until it is closed, and it cannot be opened
 * while an agent has it. Throws a `JournalFailure`, as all that is read may reject with.
 */
export function readSqlite(path: string): ReadJournal {
  const where = `the journal ${path}`;
  const sound = <T>(when: 'open' | 'use', work: () => T): T => {
    const result = attempt(where, when, work);
    if (result instanceof JournalFailure) throw result;
    return result;
  };
  const on = sound('open', () => new DatabaseSync(path, { readOnly: true, timeout: 0 }));
  const read = (query: QueryName, given: readonly (string | number)[]): readonly Row[] =>
    sound('use', () => all(on, queries[query], given));
  const parsed = <T>(parse: () => T): T => {
    try {
      return parse();
    } catch {
      throw failure('corrupt', where, 'a row is cut or overwritten');
    }
  };
  const agent = sound('open', () => {
    if (number(on, 'PRAGMA application_id') !== APPLICATION) throw failure('corrupt', where);
    if (number(on, 'PRAGMA user_version') > migrations.length + 1) throw failure('newer', where);
    return String(all(on, 'SELECT agent FROM head', [])[0]?.[0]);
  });
  return {
    agent,
    entries: (after, most) =>
      Promise.resolve(read('entries', [after, most]).map((row) => parsed(() => readEntry(row)))),
    graph: (digest) => {
      const [row] = read('graph', [digest]);
      return Promise.resolve(row && parsed(() => JSON.parse(String(row[0])) as Awaited<ReturnType<Journal['graph']>>));
    },
    close: () => {
      on.close();
    },
  };
}
