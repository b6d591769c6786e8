import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Journal } from '../../../../src/agent/runtime/journal/journal.ts';
import { openPostgres } from '../../../../src/agent/runtime/journal/postgres.ts';
import type { Keeping } from '../../../../src/agent/runtime/journal/retention.ts';
import { openSqlite } from '../../../../src/agent/runtime/journal/sqlite.ts';
import type { Migration } from '../../../../src/agent/runtime/journal/tables.ts';

/** Where the journal of an agent is, in one of the two kinds of stores. */
export interface Place {
  readonly kind: 'sqlite' | 'postgres';
  /** A path, or an address of a database. */
  readonly at: string;
}

export const AGENT = 'ns/agent';

export const open = (
  { kind, at }: Place,
  { agent = AGENT, keeping, migrations }: { agent?: string; keeping?: Keeping; migrations?: readonly Migration[] } = {},
): Promise<Journal> => (kind === 'sqlite' ? openSqlite : openPostgres)(at, agent, keeping, migrations);

const folders: string[] = [];

/** A file that is not there yet, in a folder of its own. */
export function newFile(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'));
  folders.push(folder);
  return Promise.resolve({ kind: 'sqlite', at: join(folder, 'journal.db') });
}

/** Removes the folders of such files. */
export function removeFiles(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}
