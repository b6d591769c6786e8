/** What a journal is made of, for every database. In SQLite a file is one agent's; in PostgreSQL each table has a column more, for the agent. */
export type Cell = string | number | null;
export type Row = readonly Cell[];

interface Table {
  readonly columns: Readonly<Record<string, 'text' | 'integer'>>;
  /** No two rows have the same. */
  readonly key: readonly string[];
  /** By these columns rows are dropped: all that have the same. */
  readonly droppedBy: readonly string[];
}

/**
 * Columns named `body` are JSON. Bodies of entries stand last, so that what is asked about them is read without them.
 *
 * `state`: a row of a part of the state; `id` is its name, or a digest of a long one, and `place` its turn among all.
 * `log`: entries; those that are copies have the digest of their graph, and the number of the behaviour with which it is played;
 * `bytes` is the length of its body, and `total` of all that were ever written, with this one. `call`: a digest of who called, whom and by which id.
 */
export const tables = {
  state: {
    columns: { part: 'text', id: 'text', place: 'integer', body: 'text' },
    key: ['part', 'id'],
    droppedBy: ['part', 'id'],
  },
  graph: { columns: { digest: 'text', body: 'text' }, key: ['digest'], droppedBy: ['digest'] },
  log: {
    columns: {
      sequence: 'integer',
      epoch: 'integer',
      at: 'integer',
      bytes: 'integer',
      total: 'integer',
      graph: 'text',
      behaviour: 'integer',
      body: 'text',
    },
    key: ['sequence'],
    droppedBy: ['sequence'],
  },
  call: { columns: { digest: 'text', at: 'integer' }, key: ['digest'], droppedBy: ['digest'] },
  seen: { columns: { object: 'text', change: 'text' }, key: ['object', 'change'], droppedBy: ['object'] },
  intent: {
    columns: { occurrence: 'text', key: 'text', number: 'integer', body: 'text' },
    key: ['occurrence', 'key', 'number'],
    droppedBy: ['occurrence'],
  },
} as const satisfies Readonly<Record<string, Table>>;

export type TableName = keyof typeof tables;

/** In one order, by which parameters are counted too. */
export const everyTable: readonly (readonly [TableName, Table])[] = Object.entries(tables) as [TableName, Table][];

/** Further indexes, by table. */
export const indexes: readonly { readonly table: TableName; readonly on: string; readonly name: string }[] = [
  { table: 'log', name: 'copies', on: '(sequence) WHERE graph IS NOT NULL' },
  { table: 'call', name: 'age', on: '(at)' },
];

/** `@table` is the table, of this agent; `$1` is the agent, and each further parameter is there once, in order. */
export const queries = {
  state: 'SELECT part, body, place FROM @state ORDER BY place',
  graph: 'SELECT body FROM @graph WHERE digest = $2',
  seen: 'SELECT object, change FROM @seen',
  intents: 'SELECT occurrence, key, number, body FROM @intent ORDER BY number',
  copies: 'SELECT sequence, at, bytes, total, graph FROM @log WHERE graph IS NOT NULL ORDER BY sequence',
  firstEntry: 'SELECT min(sequence) FROM @log',
  lastEntry: 'SELECT total FROM @log ORDER BY sequence DESC LIMIT 1',
  entries:
    'SELECT sequence, epoch, at, graph, behaviour, body FROM @log WHERE sequence > $2 ORDER BY sequence LIMIT $3',
  latest:
    'SELECT sequence, epoch, at, graph, behaviour, body FROM @log WHERE sequence < $2 ORDER BY sequence DESC LIMIT $3',
  call: 'SELECT at FROM @call WHERE digest = $2',
  latestCalls: 'SELECT digest FROM @call ORDER BY at DESC LIMIT $2',
  oldestCalls: 'SELECT digest FROM @call WHERE at < $2 ORDER BY at LIMIT $3',
} as const;

export type QueryName = keyof typeof queries;

/** Of a former format makes the next one, in the words of each database. */
export interface Migration {
  readonly sqlite: string;
  readonly postgres: string;
}

/** What was ever released has a way to the tables of now: the first goes from format 1 to 2. */
export const migrations: readonly Migration[] = [];
