import { join } from 'node:path';
import { Client } from 'pg';

/** Where the journal of one soak is: a file of its own, or a schema of its own in a database. */
export interface Place {
  readonly at: string;
  drop(): Promise<void>;
}

export async function placeIn(folder: string, database: string | undefined): Promise<Place> {
  if (database === undefined) return { at: join(folder, 'journal.db'), drop: () => Promise.resolve() };
  const admin = new Client({ connectionString: database });
  await admin.connect();
  const schema = `soak_${String(process.pid)}_${Date.now().toString(36)}`;
  await admin.query(`CREATE SCHEMA ${schema}`);
  const at = new URL(database);
  at.searchParams.set('options', `-csearch_path=${schema}`);
  return {
    at: at.href,
    drop: async () => {
      await admin.query(`DROP SCHEMA ${schema} CASCADE`);
      await admin.end();
    },
  };
}
