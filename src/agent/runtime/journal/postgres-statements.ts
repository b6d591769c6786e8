import { everyTable, indexes } from './tables.ts';

/** Of the names of all tables. */
export const prefix = 'sflow_journal_';

const typeOf = (type: 'text' | 'integer'): string => (type === 'integer' ? 'bigint' : type);

/** Makes the tables. */
export const schema: readonly string[] = [
  `CREATE TABLE ${prefix}format (version bigint NOT NULL)`,
  `CREATE TABLE ${prefix}head (agent text PRIMARY KEY, epoch bigint NOT NULL, sequence bigint NOT NULL, body text)`,
  ...everyTable.map(([name, { columns, key }]) => {
    const list = Object.entries(columns).map(([column, type]) => `${column} ${typeOf(type)}`);
    return `CREATE TABLE ${prefix}${name} (agent text, ${list.join(', ')}, PRIMARY KEY (agent, ${key.join(', ')}))`;
  }),
  ...indexes.map(
    ({ table, name, on }) =>
      `CREATE INDEX ${prefix}${table}_${name} ON ${prefix}${table} ${on.replace('(', '(agent, ')}`,
  ),
];

/**
 * Writes all that a commit changes, if the epoch is still the one of who writes; if not, it changes nothing and gives no row. One
 * statement, so that nothing comes between. Parameters: agent, epoch, sequence, body of the head, and then for each table the
 * columns of what is put, and those of what is dropped.
 */
export const fenced: string = (() => {
  let last = 4;
  const given = (columns: readonly (readonly [string, 'text' | 'integer'])[]): string => {
    const arrays = columns.map(([, type]) => `$${String((last += 1))}::${typeOf(type)}[]`);
    return `unnest(${arrays.join(', ')}) AS given (${columns.map(([name]) => name).join(', ')})`;
  };
  const parts = everyTable.flatMap(([name, { columns, key, droppedBy }]) => {
    const all = Object.entries(columns);
    const names = all.map(([column]) => column);
    const rest = names.filter((column) => !key.includes(column));
    const update = `UPDATE SET ${rest.map((column) => `${column} = excluded.${column}`).join(', ')}`;
    const put = `INSERT INTO ${prefix}${name} (agent, ${names.join(', ')})
      SELECT fence.agent, given.* FROM fence, ${given(all)}
      ON CONFLICT (agent, ${key.join(', ')}) DO ${rest.length === 0 ? 'NOTHING' : update}`;
    const drop = `DELETE FROM ${prefix}${name} AS own
      USING fence, ${given(all.filter(([column]) => droppedBy.includes(column)))}
      WHERE own.agent = fence.agent AND ${droppedBy.map((column) => `own.${column} = given.${column}`).join(' AND ')}`;
    return [`put_${name} AS (${put})`, `drop_${name} AS (${drop})`];
  });
  return `WITH fence AS (UPDATE ${prefix}head SET sequence = $3, body = $4 WHERE agent = $1 AND epoch = $2 RETURNING agent),
    ${parts.join(',\n')}
    SELECT agent FROM fence`;
})();
