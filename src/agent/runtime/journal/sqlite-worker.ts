import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { failure } from './failures.ts';
import { JournalFailure } from './journal.ts';
import { all, APPLICATION, attempt, number, statement } from './sqlite-database.ts';
import type { Order, Reply, SqliteFile, Work } from './sqlite.ts';
import type { Changes, Head } from './store.ts';
import { everyTable, indexes, queries } from './tables.ts';

// The thread in which a journal in a file is read and written, so that no wait for the disk holds up what else the agent does.

const { path, agent, bytes, migrations } = workerData as SqliteFile;
const where = `the journal ${path}`;
const format = migrations.length + 1;

const database = attempt(where, 'open', () => new DatabaseSync(path, { timeout: 0 }));

parentPort?.on('message', (order: Order) => {
  parentPort?.postMessage(answer(order));
});

function answer({ id, work }: Order): Reply {
  try {
    return { id, result: carryOut(work) };
  } catch (error) {
    const { code, message } = error instanceof JournalFailure ? error : failure('lost', where, String(error));
    return { id, failed: { code, message } };
  }
}

function carryOut(work: Work): unknown {
  if (database instanceof JournalFailure) throw database;
  const on = database;
  const result = attempt(where, 'open' in work ? 'open' : 'use', () => {
    if ('read' in work) return all(on, queries[work.read], work.given);
    if ('write' in work) write(on, work.write);
    else if ('open' in work) return open(on);
    else on.close();
    return undefined;
  });
  if (result instanceof JournalFailure) throw result;
  return result;
}

function open(on: DatabaseSync): Head {
  // Before the log is looked at for the first time: so nobody else reads or writes the file, and no shared memory is needed.
  on.exec('PRAGMA locking_mode = EXCLUSIVE');
  const found = number(on, 'PRAGMA user_version');
  const isNew = number(on, 'SELECT count(*) FROM sqlite_schema') === 0;
  if (!isNew && number(on, 'PRAGMA application_id') !== APPLICATION) throw failure('corrupt', where);
  if (found > format) throw failure('newer', where);
  const mode = all(on, 'PRAGMA journal_mode = WAL', [])[0]?.[0];
  if (mode !== 'wal') throw failure('unreachable', where, 'no write-ahead log can be made beside it');
  on.exec('PRAGMA synchronous = FULL');
  on.exec(`PRAGMA max_page_count = ${String(Math.floor(bytes / number(on, 'PRAGMA page_size')))}`);
  inTransaction(on, () => {
    if (isNew) create(on);
    else if (String(all(on, 'SELECT agent FROM head', [])[0]?.[0]) !== agent) throw failure('foreign', where);
    else for (const { sqlite } of migrations.slice(found - 1)) on.exec(sqlite);
    on.exec(`PRAGMA user_version = ${String(format)}; UPDATE head SET epoch = epoch + 1`);
  });
  const [epoch, sequence, body] = all(on, 'SELECT epoch, sequence, body FROM head', [])[0] ?? [];
  return { epoch: Number(epoch), sequence: Number(sequence), body: body === null ? null : String(body) };
}

function create(on: DatabaseSync): void {
  on.exec(`PRAGMA application_id = ${String(APPLICATION)}`);
  on.exec('CREATE TABLE head (agent text NOT NULL, epoch integer NOT NULL, sequence integer NOT NULL, body text)');
  statement(on, 'INSERT INTO head VALUES (?, 0, 0, NULL)').run(agent);
  for (const [name, { columns, key }] of everyTable) {
    const list = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
    // Numbers that grow are the place of their row.
    const rest = key.join() === 'sequence' ? '' : 'WITHOUT ROWID';
    on.exec(`CREATE TABLE ${name} (${list.join(', ')}, PRIMARY KEY (${key.join(', ')})) ${rest}`);
  }
  for (const { table, name, on: what } of indexes) on.exec(`CREATE INDEX ${table}_${name} ON ${table} ${what}`);
}

function write(on: DatabaseSync, { epoch, sequence, body, tables }: Changes): void {
  inTransaction(on, () => {
    const head = statement(on, 'UPDATE head SET sequence = ?, body = ? WHERE epoch = ?').run(sequence, body, epoch);
    if (head.changes !== 1) throw failure('taken-over', where);
    for (const [name, { columns, key, droppedBy }] of everyTable) {
      const { put, drop } = tables[name];
      const all = Object.keys(columns);
      for (const row of drop)
        statement(on, `DELETE FROM ${name} WHERE ${droppedBy.map((column) => `${column} = ?`).join(' AND ')}`).run(
          ...row,
        );
      const putting = `INSERT INTO ${name} VALUES (${all.map(() => '?').join()}) ON CONFLICT (${key.join()}) DO ${onConflict(all, key)}`;
      for (const row of put) statement(on, putting).run(...row);
    }
  });
}

const onConflict = (columns: readonly string[], key: readonly string[]): string => {
  const rest = columns.filter((column) => !key.includes(column));
  return rest.length === 0 ? 'NOTHING' : `UPDATE SET ${rest.map((column) => `${column} = excluded.${column}`).join()}`;
};

function inTransaction(on: DatabaseSync, work: () => void): void {
  on.exec('BEGIN IMMEDIATE');
  try {
    work();
    on.exec('COMMIT');
  } catch (error) {
    // What is wrong with the disk has rolled it back already.
    if (on.isTransaction) on.exec('ROLLBACK');
    throw error;
  }
}
