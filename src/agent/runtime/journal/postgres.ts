import { Client, DatabaseError } from 'pg';
import { failure } from './failures.ts';
import { JournalFailure, type FailureCode, type Journal } from './journal.ts';
import { Keeper } from './keeper.ts';
import { fenced, prefix, schema } from './postgres-statements.ts';
import { DEFAULT_KEEPING, type Keeping } from './retention.ts';
import type { Head, Store } from './store.ts';
import {
  everyTable,
  migrations as every,
  queries,
  type Cell,
  type Migration,
  type Row,
  type TableName,
} from './tables.ts';

/** For a connection, and for an answer to a statement. Milliseconds. */
const CONNECT = 10_000;
const ANSWER = 30_000;

/** Who makes or migrates tables does it alone: any number, the same for all. */
const LOCK = 0x73666c6f;

/**
 * A journal in a database, of which tables are made where there are none; several agents may share it. Whoever had this agent's before
 * cannot write any more. `url`: `postgresql://user:password@host/database`, which is told nobody. Rejects with a `JournalFailure`.
 */
export async function openPostgres(
  url: string,
  agent: string,
  keeping: Keeping = DEFAULT_KEEPING,
  migrations: readonly Migration[] = every,
): Promise<Journal> {
  const connection = await connect(url);
  try {
    const head = await open(connection, agent, migrations);
    return new Keeper(storeOn(connection, agent, head), connection.where, keeping);
  } catch (error) {
    await connection.end();
    throw error;
  }
}

interface Connection {
  readonly where: string;
  /** `doing`: what it means where no answer comes. */
  query(statement: Statement, doing?: 'open' | 'use'): Promise<readonly Row[]>;
  end(): Promise<void>;
}

interface Statement {
  /** It is planned once. */
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly (Cell | readonly Cell[])[];
}

async function connect(url: string): Promise<Connection> {
  const client = clientOf(url);
  const where = `the database ${String(client.database)} of ${client.host}`;
  let broken: JournalFailure | undefined;
  client.on('error', () => {
    broken ??= failure('unreachable', where, 'the connection was lost');
  });
  try {
    await client.connect();
  } catch (error) {
    throw failure('unreachable', where, withoutSecret(error, client));
  }
  const ask = async ({ name, text, values }: Statement, doing: 'open' | 'use'): Promise<readonly Row[]> => {
    // Of this nothing was sent.
    if (broken) throw broken;
    try {
      const named = name === undefined ? {} : { name };
      const config = { text, values: [...(values ?? [])], rowMode: 'array' as const, ...named };
      return (await client.query<Cell[]>(config)).rows;
    } catch (error) {
      throw failure(codeOf(error, doing), where, withoutSecret(error, client));
    }
  };
  // One connection answers one statement at a time.
  let last: Promise<unknown> = Promise.resolve();
  return {
    where,
    query(statement, doing = 'use') {
      const asked = last.then(() => ask(statement, doing));
      last = asked.catch(() => undefined);
      return asked;
    },
    async end() {
      await client.end().catch(() => undefined);
    },
  };
}

function clientOf(url: string): Client {
  try {
    return new Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT,
      query_timeout: ANSWER,
      keepAlive: true,
      application_name: 'sflow-runtime',
    });
  } catch {
    // What is said of an address that is none may have the password in it.
    throw failure(
      'unreachable',
      'the database of the journal',
      'its url is none: postgresql://user:password@host/database',
    );
  }
}

/** What the database said; it never says a password, and were it to, that is left out. */
function withoutSecret(error: unknown, { password }: Client): string {
  const message = error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code || '' : String(error);
  return typeof password === 'string' && password !== '' ? message.replaceAll(password, '…') : message;
}

// ---------------------------------------------------------------------------------------------------------------- opening

async function open(connection: Connection, agent: string, migrations: readonly Migration[]): Promise<Head> {
  const run = (text: string, values: readonly Cell[] = []): Promise<readonly Row[]> =>
    connection.query({ text, values }, 'open');
  // What was acknowledged is on the disk, whatever the database's habit is. Stronger habits stay.
  await run("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'");
  await run('BEGIN');
  await run('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  await prepare(run, connection.where, migrations);
  const taken = `INSERT INTO ${prefix}head (agent, epoch, sequence) VALUES ($1, 1, 0)
    ON CONFLICT (agent) DO UPDATE SET epoch = ${prefix}head.epoch + 1 RETURNING epoch, sequence, body`;
  const [row] = await run(taken, [agent]);
  await run('COMMIT');
  const [epoch, sequence, body] = row ?? [];
  return { epoch: Number(epoch), sequence: Number(sequence), body: typeof body === 'string' ? body : null };
}

/** Makes the tables, or brings those of an earlier release to what they are now. */
async function prepare(
  run: (text: string, values?: readonly Cell[]) => Promise<readonly Row[]>,
  where: string,
  migrations: readonly Migration[],
): Promise<void> {
  const format = migrations.length + 1;
  const [exists] = await run(`SELECT to_regclass('${prefix}format')`);
  if (exists?.[0] === null) {
    for (const text of schema) await run(text);
    await run(`INSERT INTO ${prefix}format VALUES ($1)`, [format]);
    return;
  }
  const [row] = await run(`SELECT version FROM ${prefix}format`);
  const found = Number(row?.[0]);
  if (found > format) throw failure('newer', where);
  if (found === format) return;
  for (const { postgres } of migrations.slice(found - 1)) await run(postgres);
  // Agents of the release before write what was: they are taken over, too.
  await run(`UPDATE ${prefix}head SET epoch = epoch + 1`);
  await run(`UPDATE ${prefix}format SET version = $1`, [format]);
}

// -------------------------------------------------------------------------------------------------------------- the store

function storeOn(connection: Connection, agent: string, head: Head): Store {
  return {
    head,
    read: (query, given) =>
      connection.query({ text: ofAgent(queries[query]), values: [agent, ...given], name: `sflow ${query}` }),
    async write({ epoch, sequence, body, tables }) {
      const columns = everyTable.flatMap(([name, table]) => {
        const { put, drop } = tables[name];
        return [...transposed(put, Object.keys(table.columns).length), ...transposed(drop, table.droppedBy.length)];
      });
      const values = [agent, epoch, sequence, body, ...columns];
      const rows = await connection.query({ name: 'sflow write', text: fenced, values });
      if (rows.length === 0) throw failure('taken-over', connection.where);
    },
    close: () => connection.end(),
  };
}

/** The rows of one agent are all that a query sees. */
const ofAgent = (query: string): string =>
  query.replaceAll(
    /@(\w+)/g,
    (_, name: TableName) => `(SELECT * FROM ${prefix}${name} WHERE agent = $1) AS own_${name}`,
  );

const transposed = (rows: readonly Row[], width: number): readonly (readonly Cell[])[] =>
  Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? null));

// --------------------------------------------------------------------------------------------------------------- failures

function codeOf(error: unknown, doing: 'open' | 'use'): FailureCode {
  if (error instanceof JournalFailure) return error.code;
  const state = error instanceof DatabaseError ? (error.code ?? '') : '';
  if (state === '53100') return 'full';
  // Data that is corrupted; tables or columns that are not there.
  if (/^(XX00[12]|42P01|42703)$/.test(state)) return 'corrupt';
  return doing === 'open' ? 'unreachable' : 'lost';
}
