import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { failure } from './failures.ts';
import { JournalFailure, type FailureCode } from './journal.ts';
import type { Row } from './tables.ts';

// What whoever writes a journal in a file and whoever only reads it have in common.

/** By which a file says that it is one: "sflo". */
export const APPLICATION = 0x73666c6f;

/** The rows of a query in the words of `queries`. */
export function all(on: DatabaseSync, query: string, given: readonly (string | number)[]): Row[] {
  return statement(on, query.replaceAll('@', '').replaceAll(/\$\d+/g, '?')).all(...given) as unknown as Row[];
}

export const number = (on: DatabaseSync, query: string): number => Number(all(on, query, [])[0]?.[0]);

const prepared = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/** Prepared once. */
export function statement(on: DatabaseSync, text: string): StatementSync {
  const statements = prepared.get(on) ?? new Map<string, StatementSync>();
  prepared.set(on, statements);
  const found = statements.get(text) ?? on.prepare(text);
  found.setReturnArrays(true);
  statements.set(text, found);
  return found;
}

// --------------------------------------------------------------------------------------------------------------- failures

/** Gives what went wrong in our words. */
export function attempt<T>(where: string, when: 'open' | 'use', work: () => T): T | JournalFailure {
  try {
    return work();
  } catch (error) {
    if (error instanceof JournalFailure) return error;
    const { errcode, message } = error as Error & { readonly errcode?: number };
    return failure(codeOf((errcode ?? 0) & 0xff, when), where, message);
  }
}

/** Of SQLite's result codes, without what stands above their first byte. */
function codeOf(result: number, when: 'open' | 'use'): FailureCode {
  switch (result) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return 'in-use';
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return 'corrupt';
    case 13: // SQLITE_FULL
      return 'full';
    default:
      return when === 'open' ? 'unreachable' : 'lost';
  }
}
