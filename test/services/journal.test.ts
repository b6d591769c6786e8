import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Journal } from '../../src/agent/runtime/journal/journal.ts';
import { openPostgres } from '../../src/agent/runtime/journal/postgres.ts';
import { beginning, faultsOf, numbered } from '../agent/runtime/journal/batches.ts';
import { itIsAJournal } from '../agent/runtime/journal/contract.ts';
import { AGENT, open, type Place } from '../agent/runtime/journal/places.ts';
import { databaseUrl } from './environment.ts';

// What fails here must not be tried again until it does not.
describe.skipIf(databaseUrl === undefined)('a journal in PostgreSQL', { retry: 0 }, () => {
  const url = databaseUrl ?? '';
  const schemas: string[] = [];
  let admin: Client;

  beforeAll(async () => {
    admin = new Client({ connectionString: url });
    await admin.connect();
  });

  afterAll(async () => {
    for (const schema of schemas) await admin.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await admin.end();
  });

  /** A schema is to its tables what a database is. */
  const fresh = async (): Promise<Place> => {
    const schema = `journal_${String(process.pid)}_${String(schemas.length)}`;
    schemas.push(schema);
    await admin.query(`CREATE SCHEMA ${schema}`);
    const at = new URL(url);
    at.searchParams.set('options', `-csearch_path=${schema}`);
    return { kind: 'postgres', at: at.href };
  };
  const begun = async (place: Place, agent = AGENT): Promise<Journal> => {
    const journal = await open(place, { agent });
    await journal.begin(beginning);
    return journal;
  };
  /** Ends the connections of journals, as a database does that is stopped. */
  const cutAll = async (): Promise<void> => {
    await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sflow-runtime'",
    );
  };
  const table = (name: string): string => `${schemas.at(-1) ?? ''}.sflow_journal_${name}`;

  itIsAJournal(fresh);

  it('is of who opened it last: another one keeps nothing any more', async () => {
    const place = await fresh();
    const deposed = await begun(place);
    await deposed.commit(numbered(1));
    const leader = await open(place);
    await expect(deposed.commit(numbered(2))).rejects.toMatchObject({ code: 'taken-over' });
    await expect(deposed.commit(numbered(2))).rejects.toMatchObject({ code: 'taken-over' });
    expect(await faultsOf(leader, 1)).toEqual([]);
    await leader.commit(numbered(2));
    await leader.close();
    await deposed.close();
    const next = await open(place);
    expect(await faultsOf(next, 2)).toEqual([]);
    await next.close();
  });

  it('has all or nothing of what is kept while it is taken over', async () => {
    for (let round = 0; round < 10; round += 1) {
      const place = await fresh();
      const deposed = await begun(place);
      const kept = deposed.commit(numbered(1)).then(
        () => 1,
        () => 0,
      );
      const leader = await open(place);
      expect(await faultsOf(leader, await kept)).toEqual([]);
      await Promise.all([leader.close(), deposed.close()]);
    }
  });

  it('is shared by agents that do not see each other', async () => {
    const place = await fresh();
    const [one, other] = [await begun(place), await begun(place, 'ns/other')];
    for (let number = 1; number <= 3; number += 1) await one.commit(numbered(number));
    await other.commit(numbered(1));
    expect(await faultsOf(one, 3)).toEqual([]);
    expect(await faultsOf(other, 1)).toEqual([]);
    await Promise.all([one.close(), other.close()]);
  });

  it('deposes agents of the release before when its format changes', async () => {
    const place = await fresh();
    const before = await begun(place, 'ns/before');
    const next = await open(place, { migrations: [{ sqlite: '', postgres: 'SELECT 1' }] });
    await expect(before.commit(numbered(1))).rejects.toMatchObject({ code: 'taken-over' });
    await Promise.all([next.close(), before.close()]);
  });

  it('tells that the connection was lost, and whether something may be lost with it', async () => {
    const place = await fresh();
    const idle = await begun(place);
    await cutAll();
    // What was lost while nothing was sent is known once the connection has told it.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await expect(idle.commit(numbered(1))).rejects.toMatchObject({ code: 'unreachable' });
    await idle.close();

    const journal = await open(place);
    await journal.load();
    await admin.query('BEGIN');
    await admin.query(`SELECT * FROM ${table('head')} FOR UPDATE`);
    const kept = journal.commit(numbered(1));
    const refused = expect(kept).rejects.toMatchObject({ code: 'lost' });
    await expect
      .poll(async () => (await admin.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).rowCount)
      .toBe(1);
    await cutAll();
    await refused;
    await admin.query('COMMIT');
    await journal.close();
    const next = await open(place);
    expect(await faultsOf(next, 0)).toEqual([]);
    await next.close();
  });

  it('is on the disk once it is acknowledged, whatever the habit of the database is', async () => {
    const place = await fresh();
    const at = new URL(place.at);
    at.searchParams.set('options', `${at.searchParams.get('options') ?? ''} -csynchronous_commit=off`);
    const journal = await begun({ ...place, at: at.href });
    let synced = 0;
    for (let number = 1; number <= 20; number += 1) {
      await journal.commit(numbered(number));
      const { rows } = await admin.query<{ is: boolean }>(
        'SELECT pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn() AS is',
      );
      if (rows[0]?.is) synced += 1;
    }
    // The database may write for itself in between.
    expect(synced).toBeGreaterThan(15);
    await journal.close();
  });

  it('says no password, whatever is wrong', async () => {
    const secret = 'p4ssw0rd-of-nobody';
    const wrong = [
      `postgresql://sflow:${secret}@[`,
      `postgresql://nobody:${secret}@127.0.0.1:1/none`,
      Object.assign(new URL(url), { password: secret }).href,
      Object.assign(new URL(url), { username: secret, password: secret }).href,
      Object.assign(new URL(url), { pathname: '/none' }).href,
      `postgresql://sflow:${secret}@no.such.host.invalid/none`,
      'none',
    ];
    for (const each of wrong) {
      const failed = await openPostgres(each, AGENT).then(
        () => undefined,
        (error: unknown) => error as Error,
      );
      expect(failed).toMatchObject({ code: 'unreachable' });
      const told = `${String(failed?.message)}${String(failed?.stack)}${JSON.stringify(failed)}`;
      expect(told).not.toContain(secret);
      expect(told).not.toContain(new URL(url).password);
    }
  });
});
