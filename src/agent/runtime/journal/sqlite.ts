import { Worker } from 'node:worker_threads';
import { failure } from './failures.ts';
import { JournalFailure, type FailureCode, type Journal } from './journal.ts';
import { Keeper } from './keeper.ts';
import { DEFAULT_KEEPING, type Keeping } from './retention.ts';
import type { Changes, Head, Store } from './store.ts';
import { migrations as every, type Migration, type QueryName, type Row } from './tables.ts';

/** Of the bundle, in which all is one file; that knows whether it is a thread's. */
declare const SFLOW_BUNDLED: boolean | undefined;
const WORKER = typeof SFLOW_BUNDLED === 'undefined' ? './sqlite-worker.ts' : import.meta.url;

/** A file, as the thread is told of it that reads and writes it. */
export interface SqliteFile {
  readonly path: string;
  /** `namespace/name`. */
  readonly agent: string;
  /** It grows no larger. */
  readonly bytes: number;
  readonly migrations: readonly Migration[];
}

/** What the thread is told to do, and what came of it. */
export interface Order {
  readonly id: number;
  readonly work: Work;
}
export type Work =
  | { readonly open: true }
  | { readonly read: QueryName; readonly given: readonly (string | number)[] }
  | { readonly write: Changes }
  | { readonly close: true };
export type Reply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failed: { readonly code: FailureCode; readonly message: string } };

/**
 * A journal in a file, which is made where there is none. The file must not be on a network's file system: locks do not hold there.
 * Rejects with a `JournalFailure`.
 */
export async function openSqlite(
  path: string,
  agent: string,
  keeping: Keeping = DEFAULT_KEEPING,
  migrations: readonly Migration[] = every,
): Promise<Journal> {
  const store = await open({ path, agent, bytes: keeping.bytes, migrations });
  return new Keeper(store, `the journal ${path}`, keeping);
}

async function open(file: SqliteFile): Promise<Store> {
  const thread = new Thread(file);
  try {
    const head = (await thread.order({ open: true })) as Head;
    return {
      head,
      read: async (query, given) => (await thread.order({ read: query, given })) as readonly Row[],
      write: async (changes) => {
        await thread.order({ write: changes });
      },
      close: async () => {
        await thread.order({ close: true });
        await thread.end();
      },
    };
  } catch (error) {
    await thread.end();
    throw error;
  }
}

class Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void }
  >();
  #next = 0;
  #ended: JournalFailure | undefined;

  constructor(file: SqliteFile) {
    this.#worker = new Worker(new URL(WORKER, import.meta.url), { workerData: file });
    this.#worker.on('message', (reply: Reply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('failed' in reply) waiting?.reject(new JournalFailure(reply.failed.code, reply.failed.message));
      else waiting?.resolve(reply.result);
    });
    const where = `the journal ${file.path}`;
    this.#worker.on('error', (error: Error) => {
      this.#end(failure('lost', where, error.message));
    });
    this.#worker.on('exit', () => {
      this.#end(failure('lost', where, 'its thread has ended'));
    });
  }

  order(work: Work): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, work } satisfies Order);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Whoever waits waits no more. */
  #end(reason: JournalFailure): void {
    this.#ended ??= reason;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
