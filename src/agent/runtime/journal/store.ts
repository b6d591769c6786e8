import type { QueryName, Row, TableName } from './tables.ts';

/** A database that was opened by this process, which nobody else writes from then on. Rejects with a `JournalFailure`. */
export interface Store {
  readonly head: Head;
  read(query: QueryName, given: readonly (string | number)[]): Promise<readonly Row[]>;
  /** In one transaction, which no crash can lose once this resolves. */
  write(changes: Changes): Promise<void>;
  close(): Promise<void>;
}

export interface Head {
  /** How often the journal was opened, this time included. */
  readonly epoch: number;
  /** Of the last entry. */
  readonly sequence: number;
  /** As the last write left it; null where none was. */
  readonly body: string | null;
}

export interface Changes extends Pick<Head, 'epoch' | 'sequence'> {
  readonly body: string;
  readonly tables: Readonly<Record<TableName, TableChanges>>;
}

/** No two rows that are put have one key, and none that is put is dropped. */
export interface TableChanges {
  /** New ones, and those that take the place of a row with the same key. */
  readonly put: readonly Row[];
  /** Values of the columns by which rows are dropped. */
  readonly drop: readonly Row[];
}
