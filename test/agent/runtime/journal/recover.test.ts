import { afterAll, describe, expect, it } from 'vitest';
import { outstanding } from '../../../../src/agent/engine/state.ts';
import { Host } from '../../../../src/agent/host/host.ts';
import type { Ports } from '../../../../src/agent/host/ports.ts';
import type { Journal } from '../../../../src/agent/runtime/journal/journal.ts';
import { agentOf, recover } from '../../../../src/agent/runtime/journal/recover.ts';
import { replay } from '../../../../src/agent/runtime/journal/replay.ts';
import { BEHAVIOUR } from '../../../../src/agent/engine/behaviour.ts';
import { graphDigest } from '../../../../src/contract/strategy-graph/codec.ts';
import type { StrategyGraph } from '../../../../src/contract/strategy-graph/strategy-graph.ts';
import { graphOf, START } from '../../engine/driver.ts';
import { newFile, open, removeFiles, type Place } from './places.ts';

const before = graphOf(`strategy first { WHEN called go() THEN runWorkflow(train) }
strategy second { WHEN called other() IF x > 1 THEN runWorkflow(train) }`);
const after = graphOf('strategy third { WHEN called other() THEN runWorkflow(train) }');

/** An agent whose actions and sensors have no answer yet, as a crash leaves them. */
class Running {
  readonly journal: Journal;
  readonly acted: string[] = [];
  readonly trace: readonly unknown[];
  readonly isFirst: boolean;
  readonly #host: Host;
  #kept: Promise<void> = Promise.resolve();

  constructor(journal: Journal, recovered: Awaited<ReturnType<typeof recover>>) {
    this.journal = journal;
    this.trace = recovered.trace;
    this.isFirst = recovered.isFirst;
    const ports: Ports = {
      now: () => START,
      at: () => () => undefined,
      after: () => () => undefined,
      commit: (batch, durable) => {
        this.#kept = journal.commit(batch).then(durable);
      },
      observe: () => undefined,
      ask: () => undefined,
      act: ({ id }, _, deed) => {
        this.acted.push(id);
        void deed.intend({ was: 1 });
      },
    };
    this.#host = new Host(recovered, ports);
    this.#host.start();
  }

  async call(receiver: string): Promise<void> {
    const taken = new Promise((resolve) => {
      this.#host.call({ id: receiver, receiver, arguments: {}, caller: 'p' }, resolve);
    });
    expect(await taken).toMatchObject({ accepted: true });
    // What came of it is kept, too.
    let kept: Promise<void> | undefined;
    while (kept !== this.#kept) {
      kept = this.#kept;
      await kept;
    }
  }

  async end(): Promise<void> {
    this.#host.stop();
    await this.journal.close();
  }
}

async function run(place: Place, graph: StrategyGraph, options: Parameters<typeof open>[1] = {}): Promise<Running> {
  const journal = await open(place, { agent: agentOf(graph), ...options });
  return new Running(journal, await recover(journal, graph, START));
}

afterAll(removeFiles);

describe('an agent that goes on', () => {
  it('does again what has no answer, with its intents', async () => {
    const place = await newFile();
    const first = await run(place, before);
    expect(first.isFirst).toBe(true);
    await first.call('go');
    await first.end();
    const second = await run(place, before);
    expect(second.isFirst).toBe(false);
    expect(second.acted).toEqual(first.acted);
    const stored = await second.journal.load();
    expect(stored?.intents.map(({ number, body }) => [number, body])).toContainEqual([1, { was: 1 }]);
    expect(await second.journal.hasTaken({ caller: 'p', receiver: 'go', id: 'go' })).toBe(true);
    await second.end();
  });

  it('with another graph ends what it does, and tells what it has dropped', async () => {
    const place = await newFile();
    const first = await run(place, before);
    await first.call('go');
    await first.call('other');
    await first.end();
    const second = await run(place, after);
    expect(second.acted).toEqual(first.acted);
    expect(second.trace).toMatchObject([{ kind: 'dropped' }]);
    await second.call('other');
    expect(second.acted).toHaveLength(2);
    const stored = await second.journal.load();
    expect(stored?.graph).toEqual(after);
    expect(stored && outstanding(stored.state)).toHaveLength(2);
    const copies = (await second.journal.entries(0, 100)).filter((entry) => entry.kind === 'copy');
    expect(copies.map(({ graph }) => graph)).toEqual([before, after].map(graphDigest));
    expect(copies[1]?.trace).toEqual(second.trace);
    expect(await replay(second.journal)).toEqual({ same: 5, left: 0 });
    await second.end();
  });

  it('with an engine that decides otherwise has a copy, from which that is played', async () => {
    const place = await newFile();
    const first = await run(place, before);
    await first.call('go');
    await first.end();
    const former = `'"behaviour":${String(BEHAVIOUR)}', '"behaviour":0'`;
    const sqlite = `UPDATE head SET body = replace(body, ${former}); UPDATE log SET behaviour = 0 WHERE behaviour > 0`;
    const second = await run(place, before, { migrations: [{ sqlite, postgres: '' }] });
    expect(second.acted).toEqual(first.acted);
    await second.call('other');
    expect(await replay(second.journal)).toEqual({ same: 2, left: 2 });
    await second.end();
  });
});

describe('a journal that is played again', () => {
  it('tells where something else comes out', async () => {
    const place = await newFile();
    const agent = await run(place, before);
    await agent.call('go');
    await agent.call('other');
    const entries = await agent.journal.entries(0, 100);
    const graph = (digest: string) => agent.journal.graph(digest);
    const without = entries.filter(({ sequence }) => sequence !== 3);
    const page = (of: typeof entries) => (from: number) =>
      Promise.resolve(of.filter(({ sequence }) => sequence > from));
    expect(await replay({ entries: page(entries), graph })).toEqual({ same: 3, left: 0 });
    // Without the call nothing runs, and what is told of the other strategy is the same: the state at the next copy is not.
    const [copy] = entries;
    const last = copy && { ...copy, sequence: 9 };
    expect(await replay({ entries: page([...without, ...(last ? [last] : [])]), graph })).toMatchObject({
      difference: { sequence: 9 },
    });
    const changed = entries.map((entry) =>
      entry.kind === 'batch' && entry.sequence === 3
        ? { ...entry, steps: entry.steps.map((step) => ({ ...step, trace: [] })) }
        : entry,
    );
    expect(await replay({ entries: page(changed), graph })).toMatchObject({
      difference: { sequence: 3, step: 0, kept: '[]' },
    });
    expect(await replay({ entries: page(entries), graph }, 1)).toEqual({ same: 0, left: 3 });
    await agent.end();
  });
});
