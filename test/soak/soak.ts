import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { graphs } from './graphs.ts';
import type { Mutant } from './mutants.ts';
import { placeIn } from './place.ts';

export interface SoakOptions {
  /** How often the agent is killed. Each second time it comes back with the other graph. */
  readonly kills: number;
  /** The address of a PostgreSQL; absent: the journal is a file. */
  readonly database?: string;
  readonly mutant?: Mutant;
  /** The share of kills that come before it takes calls; 0.4 if not said. */
  readonly early?: number;
  /** Callers side by side, each of which sends one call after the other. */
  readonly callers?: number;
  /** The same kills for the same number. */
  readonly seed?: number;
}

/** What came of it; without a broken rule the last four are empty. */
export interface Soaked {
  readonly acknowledged: number;
  readonly made: number;
  /** Acknowledged, and nothing was made. */
  readonly lost: readonly number[];
  /** Made under more than one key. */
  readonly doubled: readonly number[];
  /** Made as if another number had been decided before it, none, or the same one twice. */
  readonly miscounted: readonly number[];
  /** Made before one that the same caller had sent, and got acknowledged, earlier. */
  readonly disordered: readonly number[];
}

const WORKER = new URL('worker.ts', import.meta.url).pathname;

/** Kills an agent again and again while it is called, and counts what the plant got. */
export async function soak({
  kills,
  database,
  mutant,
  early = 0.4,
  callers = 4,
  seed = 1,
}: SoakOptions): Promise<Soaked> {
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const place = await placeIn(folder, database);
  const plant = await startPlant();
  const files = graphs.map((graph, index) => {
    const file = join(folder, `graph-${String(index)}.json`);
    writeFileSync(file, JSON.stringify(graph));
    return file;
  });
  const random = randomBy(seed);
  const client = new Client(callers);
  const begin = (index: number): Worker =>
    new Worker([files[index % files.length] ?? '', place.at, plant.url, ...(mutant ? [mutant] : [])]);
  /** Milliseconds that the last one took until it was called. */
  let took = 0;
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const began = performance.now();
      const worker = begin(kill);
      if (took > 0 && random() < early) {
        // While it opens the journal, goes on with the other graph, and does again what had no answer.
        await Promise.race([sleep(took * (0.6 + 0.4 * random())), worker.url]);
      } else {
        client.address = await worker.url;
        took = performance.now() - began;
        await sleep(20 + 180 * random());
      }
      await worker.kill();
    }
    const last = begin(kills);
    client.address = await last.url;
    await client.finish();
    await plant.settled(client.acknowledged);
    await last.kill();
    return judge(client.sent, client.acknowledged, plant.made);
  } finally {
    client.stop();
    await plant.close();
    await place.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(sent: ReadonlyMap<number, number>, acknowledged: ReadonlySet<number>, things: readonly Made[]): Soaked {
  const made = things.map(({ n }) => n);
  const miscounted = things.flatMap(({ n, turn }, index) => (turn === index ? [] : [n]));
  const lost = [...acknowledged].filter((n) => !made.includes(n));
  const doubled = made.filter((n, index) => made.indexOf(n) !== index);
  const last = new Map<number, number>();
  const disordered = made.filter((n, index) => {
    if (made.indexOf(n) !== index) return false;
    const caller = sent.get(n) ?? -1;
    const before = last.get(caller) ?? -1;
    last.set(caller, Math.max(before, n));
    return n < before;
  });
  return { acknowledged: acknowledged.size, made: made.length, lost, doubled, miscounted, disordered };
}

/** Callers that send numbers, each one again until it is acknowledged. */
class Client {
  address = '';
  /** Numbers by who sent them. */
  readonly sent = new Map<number, number>();
  readonly acknowledged = new Set<number>();
  #isFinishing = false;
  readonly #stopped = new AbortController();
  #next = 0;
  readonly #callers: readonly Promise<void>[];

  constructor(callers: number) {
    this.#callers = Array.from({ length: callers }, (_, caller) => this.#send(caller));
  }

  async finish(): Promise<void> {
    this.#isFinishing = true;
    await Promise.all(this.#callers);
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #send(caller: number): Promise<void> {
    const { signal } = this.#stopped;
    const isStopped = (): boolean => signal.aborted;
    while (!this.#isFinishing && !isStopped()) {
      const n = (this.#next += 1);
      this.sent.set(n, caller);
      while (!(await this.#ask(n)) && !isStopped()) await sleep(5);
      if (!isStopped()) this.acknowledged.add(n);
    }
  }

  async #ask(n: number): Promise<boolean> {
    if (this.address === '') return false;
    try {
      const response = await fetch(`${this.address}/v1/calls/go`, {
        method: 'POST',
        body: JSON.stringify({ n }),
        headers: { 'content-type': 'application/json', 'idempotency-key': `n${String(n)}` },
        signal: AbortSignal.timeout(2000),
      });
      await response.arrayBuffer();
      return response.status === 202;
    } catch {
      return false;
    }
  }
}

class Worker {
  /** Where it takes calls, once it does. */
  readonly url: Promise<string>;
  readonly #child: ChildProcess;

  constructor(given: readonly string[]) {
    const child = spawn(process.execPath, [WORKER, ...given], { stdio: ['ignore', 'pipe', 'pipe'] });
    const errors: string[] = [];
    child.stderr.on('data', (text: Buffer) => errors.push(String(text)));
    this.#child = child;
    this.url = new Promise((resolve, reject) => {
      child.stdout.once('data', (text: Buffer) => {
        resolve(`http://127.0.0.1:${String(text).trim()}`);
      });
      child.once('exit', () => {
        reject(new Error(`the agent ended before it took calls: ${errors.join('')}`));
      });
    });
    // One that is killed before nobody waits for.
    this.url.catch(() => undefined);
  }

  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode === null && this.#child.kill('SIGKILL')) await ended;
  }
}

/** The number that was sent, and how many were decided before it. */
interface Made {
  readonly n: number;
  readonly turn: number;
}

interface Plant {
  readonly url: string;
  /** What was made, in order, one entry for each key. */
  readonly made: readonly Made[];
  settled(wanted: ReadonlySet<number>): Promise<void>;
  close(): Promise<void>;
}

async function startPlant(): Promise<Plant> {
  const made: Made[] = [];
  const keys = new Set<string>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += String(chunk)));
    request.on('end', () => {
      const { key, n, turn } = JSON.parse(body) as Made & { key: string };
      const isNew = !keys.has(key);
      keys.add(key);
      if (isNew) made.push({ n, turn });
      response.writeHead(isNew ? 201 : 409, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    made,
    settled: async (wanted) => {
      // What was lost never comes.
      for (let tries = 0; tries < 100 && [...wanted].some((n) => !made.some((each) => each.n === n)); tries += 1)
        await sleep(50);
      await sleep(100);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
