import { graphDigest } from '../../../contract/strategy-graph/codec.ts';
import type { StrategyGraph } from '../../../contract/strategy-graph/strategy-graph.ts';
import { BEHAVIOUR } from '../../engine/behaviour.ts';
import type { Patch } from '../../engine/memory.ts';
import { type ENGINE_STATE_VERSION, type EngineState } from '../../engine/state.ts';
import type { Batch, CallKey, Intent } from '../../host/batch.ts';
import { readEntry, type EntryBody } from './entries.ts';
import { failure } from './failures.ts';
import type { Entry, Journal, Stored } from './journal.ts';
import { Retention, type Keeping } from './retention.ts';
import { StateRows } from './rows.ts';
import type { Changes, Store, TableChanges } from './store.ts';
import { callDigest, MOST_REMEMBERED, TakenCalls } from './taken-calls.ts';
import type { Row, TableName } from './tables.ts';

const DAY = 86_400_000;
/** For how long a call is known. */
const CALL_DAYS = 7;
/** Calls that are forgotten with one commit at most. */
const MOST_FORGOTTEN = 500;
/** How often it is looked for calls to forget. */
const LOOK_EVERY = 3_600_000;

/** What stands in the head beside numbers. */
interface HeadBody {
  readonly version: typeof ENGINE_STATE_VERSION;
  readonly behaviour: number;
  readonly state: Patch['head'];
}

/** What the last write left, and what is to be known for the next one. */
interface Kept {
  readonly rows: StateRows;
  readonly retention: Retention;
  readonly taken: TakenCalls;
}

/** A journal in a store, of which `where` is told to people. What it keeps it does one after the other. */
export class Keeper implements Journal {
  readonly #store: Store;
  readonly #where: string;
  readonly #keeping: Keeping;
  #kept: Promise<Kept> | undefined;
  #head: HeadBody | undefined;
  #sequence: number;
  /** The last write: whatever comes then waits for it, and fails where it failed. */
  #last: Promise<unknown> = Promise.resolve();
  #forgotten: readonly string[] = [];
  #lookedAt = -Infinity;

  constructor(store: Store, where: string, keeping: Keeping) {
    this.#store = store;
    this.#where = where;
    this.#keeping = keeping;
    this.#sequence = store.head.sequence;
  }

  async load(): Promise<Stored | undefined> {
    const { rows, taken } = await this.#read();
    if (!this.#head) {
      taken.learn([]);
      return undefined;
    }
    const { behaviour, state } = this.#head;
    const [graph, seen, intents] = await Promise.all([
      this.graph(state.graph),
      this.#store.read('seen', []),
      this.#store.read('intents', []),
    ]);
    if (!graph) throw failure('corrupt', this.#where, 'its graph is missing');
    this.#aside('latestCalls', [MOST_REMEMBERED + 1], (digests) => {
      taken.learn(digests);
    });
    return {
      graph,
      state: this.#whole(this.#head, rows),
      seen: seen.map(([object, change]) => ({ object: String(object), change: String(change) })),
      intents: this.#sound(() => intents.map(intentOf)),
      epoch: this.#store.head.epoch,
      sequence: this.#sequence,
      behaviour,
    };
  }

  begin({ graph, state, trace }: Parameters<Journal['begin']>[0]): Promise<void> {
    return this.#inTurn(async ({ rows, retention }) => {
      const { version, graph: digest, startedAt, setBacks, now, checkedTo, begun, paused } = state;
      this.#head = {
        version,
        behaviour: BEHAVIOUR,
        state: { graph: digest, startedAt, setBacks, now, checkedTo, begun, paused },
      };
      rows.replace(state);
      const log = [this.#entry(retention, now, { state, trace }, digest)];
      await this.#write({
        state: rows.takeChanges(),
        graph: putting([[graphDigest(graph), JSON.stringify(graph)]]),
        log: putting(log),
      });
    });
  }

  commit(batch: Batch): Promise<void> {
    return this.#inTurn(async ({ rows, retention, taken }) => {
      const { steps, seen } = batch;
      if (!this.#head) throw new Error('an agent begins before it goes on');
      for (const { patch } of steps) rows.apply(patch);
      const head = { ...this.#head, state: steps.at(-1)?.patch.head ?? this.#head.state };
      this.#head = head;
      const { now } = head.state;
      const log: Row[] = [];
      if (steps.length > 0)
        log.push(this.#entry(retention, now, { steps: steps.map(({ event, trace }) => ({ event, trace })) }));
      if (log.length > 0 && retention.isCopyDue(now))
        log.push(this.#entry(retention, now, { state: this.#whole(head, rows), trace: [] }, head.state.graph));
      const old = retention.drop(now);
      const calls = new Set(batch.calls.map(callDigest));
      const forgotten = this.#forgotten.filter((digest) => !calls.has(digest));
      this.#forgotten = [];
      const isSeen = new Set(seen.map(({ object }) => object));
      const ended = new Set(batch.ended);
      await this.#write({
        state: rows.takeChanges(),
        log: { put: log, drop: single(old.entries) },
        graph: { put: [], drop: single(old.graphs) },
        call: { put: [...calls].map((digest) => [digest, now]), drop: single(forgotten) },
        seen: {
          put: distinct(seen.map(({ object, change }) => [object, change])),
          // What is seen again is there.
          drop: single(batch.gone.filter((object) => !isSeen.has(object))),
        },
        intent: {
          put: batch.intents
            .filter(({ occurrence }) => !ended.has(occurrence))
            .map(({ occurrence, key, number, body }) => [occurrence, key, number, JSON.stringify(body)]),
          drop: single(batch.ended),
        },
      });
      for (const digest of calls) taken.add(digest);
      this.#lookForOld(now, forgotten.length === MOST_FORGOTTEN);
    });
  }

  async hasTaken(call: CallKey): Promise<boolean> {
    const { taken } = await this.#read();
    const digest = callDigest(call);
    return taken.mayHave(digest) && (await this.#store.read('call', [digest])).length > 0;
  }

  async entries(after: number, most: number): Promise<readonly Entry[]> {
    const rows = await this.#store.read('entries', [after, most]);
    return rows.map((row) => this.#sound(() => readEntry(row)));
  }

  async latest(before: number | undefined, most: number): Promise<readonly Entry[]> {
    const rows = await this.#store.read('latest', [before ?? Number.MAX_SAFE_INTEGER, most]);
    return rows.map((row) => this.#sound(() => readEntry(row)));
  }

  async graph(digest: string): Promise<StrategyGraph | undefined> {
    const [row] = await this.#store.read('graph', [digest]);
    return row && this.#sound(() => JSON.parse(String(row[0])) as StrategyGraph);
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    this.#last = Promise.reject(new Error('the journal is closed'));
    this.#last.catch(() => undefined);
    await this.#store.close();
  }

  // ------------------------------------------------------------------------------------------------------------- reading

  #read(): Promise<Kept> {
    return (this.#kept ??= this.#readAll());
  }

  async #readAll(): Promise<Kept> {
    const { body } = this.#store.head;
    if (body !== null) this.#head = this.#sound(() => JSON.parse(body) as HeadBody);
    const [state, copies, first, last] = await Promise.all([
      this.#store.read('state', []),
      this.#store.read('copies', []),
      this.#store.read('firstEntry', []),
      this.#store.read('lastEntry', []),
    ]);
    return {
      rows: this.#sound(() => StateRows.from(state)),
      retention: new Retention(this.#keeping, copies, Number(first[0]?.[0] ?? 1), Number(last[0]?.[0] ?? 0)),
      taken: new TakenCalls(),
    };
  }

  #whole({ version, state }: HeadBody, rows: StateRows): EngineState {
    return { version, ...state, ...rows.whole };
  }

  /** What cannot be read was spoilt. */
  #sound<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw failure(
        'corrupt',
        this.#where,
        error instanceof SyntaxError ? 'a row is cut or overwritten' : String(error),
      );
    }
  }

  // ------------------------------------------------------------------------------------------------------------- writing

  /** One after the other, and none behind one that failed. */
  #inTurn(write: (kept: Kept) => Promise<void>): Promise<void> {
    const turn = this.#last.then(async () => write(await this.#read()));
    this.#last = turn;
    return turn;
  }

  #entry(retention: Retention, at: number, content: EntryBody, graph: string | null = null): Row {
    const body = JSON.stringify(content);
    const bytes = Buffer.byteLength(body);
    const sequence = ++this.#sequence;
    const total = retention.add({ sequence, at, graph, bytes });
    const behaviour = graph === null ? null : BEHAVIOUR;
    return [sequence, this.#store.head.epoch, at, bytes, total, graph, behaviour, body];
  }

  async #write(changed: Partial<Changes['tables']>): Promise<void> {
    await this.#store.write({
      epoch: this.#store.head.epoch,
      sequence: this.#sequence,
      body: JSON.stringify(this.#head),
      tables: { ...unchanged, ...changed },
    });
  }

  /** Calls that nobody sends again go with the next commit, so that looking for them holds none up. */
  #lookForOld(now: number, areThereMore: boolean): void {
    if (!areThereMore && Math.abs(now - this.#lookedAt) < LOOK_EVERY) return;
    this.#lookedAt = now;
    this.#aside('oldestCalls', [now - CALL_DAYS * DAY, MOST_FORGOTTEN], (digests) => {
      this.#forgotten = digests;
    });
  }

  /** Reads digests of calls, for which nobody waits. Where that fails, the next commit tells what is wrong. */
  #aside(
    query: 'latestCalls' | 'oldestCalls',
    given: readonly number[],
    take: (digests: readonly string[]) => void,
  ): void {
    this.#store.read(query, given).then(
      (rows) => {
        take(rows.map(([digest]) => String(digest)));
      },
      () => undefined,
    );
  }
}

const intentOf = ([occurrence, key, number, body]: Row): Intent => ({
  occurrence: String(occurrence),
  key: String(key),
  number: Number(number),
  body: JSON.parse(String(body)) as Intent['body'],
});

const nothing: TableChanges = { put: [], drop: [] };
const unchanged: Readonly<Record<TableName, TableChanges>> = {
  state: nothing,
  graph: nothing,
  log: nothing,
  call: nothing,
  seen: nothing,
  intent: nothing,
};

const putting = (put: readonly Row[]): TableChanges => ({ put, drop: [] });
const single = (values: readonly (string | number)[]): readonly Row[] => [...new Set(values)].map((value) => [value]);
const distinct = (rows: readonly Row[]): readonly Row[] => [
  ...new Map(rows.map((row) => [JSON.stringify(row), row])).values(),
];
