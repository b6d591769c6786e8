import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { primitiveKey } from '../../src/contract/primitives/primitives.ts';
import type { PrimitiveNode } from '../../src/contract/strategy-graph/strategy-graph.ts';
import type { ConcretePrimitive } from '../../src/agent/engine/effect.ts';
import type { Outcome } from '../../src/agent/engine/event.ts';
import type { Intent } from '../../src/agent/host/batch.ts';
import { oneAfterTheOther, pace, type Hands, type Pace } from '../../src/agent/runtime/actuators/hands.ts';
import { actuatorsOf } from '../../src/agent/runtime/actuators/primitives.ts';
import { connect } from '../../src/agent/runtime/cluster/client.ts';
import type { Value } from '../../src/base/values/value.ts';
import { list, look, record } from '../target/emit/look.ts';
import { MERGE, constant } from './requests.ts';
import type { Cluster } from './client.ts';

/** As the real one, but that nobody waits for minutes. */
export const quick: Pace = { ...pace, again: 0.1, look: 0.2, rollout: 8, notice: 2 };

/** The actuators of an agent with its own token, and what its journal has of their intents. */
export class Actor {
  readonly hands: Hands;
  readonly #journal = new Map<string, Intent[]>();

  constructor(hands: Hands) {
    this.hands = hands;
  }

  static async of(
    cluster: Cluster,
    agent: { readonly namespace: string; readonly name: string },
    tracker: Tracker,
  ): Promise<Actor> {
    return new Actor({
      cluster: await connect(await cluster.kubeconfig(agent)),
      agent,
      now: Date.now,
      reach: () => ({ address: tracker.address }),
      alone: oneAfterTheOther(),
      pace: quick,
    });
  }

  /** `dies`: at which intent the process is killed, before what it wrote down is done; then nothing comes back. */
  async act(action: ConcretePrimitive, key: string, { dies = Infinity, id = key } = {}): Promise<Outcome | undefined> {
    const primitive = primitiveKey(action.name, action.target?.kind);
    if (primitive === undefined) throw new Error(action.name);
    const elsewhere = (): Promise<Outcome> => Promise.resolve({ ok: null });
    const all = actuatorsOf(this.hands, { promote: elsewhere, register: elsewhere, notify: elsewhere });
    const before = this.#journal.get(key) ?? [];
    const killed = new AbortController();
    let number = before.length;
    const intend = (body: Value): Promise<void> => {
      number += 1;
      this.#journal.set(key, [...(this.#journal.get(key) ?? []), { occurrence: 'o', key, number, body }]);
      if (number >= dies) killed.abort();
      return Promise.resolve();
    };
    const effect = { key, id, occurrence: 'o' };
    const outcome = await all[primitive](action, effect, { signal: killed.signal, intents: before, intend });
    return killed.signal.aborted ? undefined : outcome;
  }

  intents(key: string): readonly Intent[] {
    return this.#journal.get(key) ?? [];
  }
}

/** The action of a node whose values are all known. Versions are those that the tracker below has. */
export function concrete({ name, target, arguments: given }: PrimitiveNode): ConcretePrimitive {
  const values = (nodes: PrimitiveNode['arguments']): Record<string, Value> =>
    Object.fromEntries(Object.entries(nodes).map(([key, node]) => [key, constant(node)]));
  const model = 'model' in given ? { model: { name: 'm', version: '3' } } : {};
  const fixed = Object.fromEntries(Object.entries(given).filter(([key]) => key !== 'model'));
  const action = { kind: 'primitive', name, arguments: { ...values(fixed), ...model } } as const;
  if (target?.kind !== 'batch') return target && target.kind !== 'registry' ? { ...action, target } : action;
  const { overrides, parameters } = target;
  return {
    ...action,
    target: {
      ...target,
      parameters: values(parameters),
      ...(overrides ? { overrides: { ...overrides, entries: values(overrides.entries) } } : {}),
    },
  } as ConcretePrimitive;
}

/** Says of each version of each model where its files are; of version 4 where nothing comes up. */
export class Tracker {
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const version = new URL(request.url ?? '/', 'http://t').searchParams.get('version') ?? '';
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ artifact_uri: `s3://scanflow/models/m/${version === '4' ? 'bad' : version}` }));
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get address(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/**
 * A stand-in for the operator of a serving system, which is not there: it sets what its status would say, once the spec has changed.
 * What serves an address with `bad` in it never becomes available.
 */
export function standIn(cluster: Cluster, path: string): () => void {
  const stop = new AbortController();
  void (async () => {
    while (!stop.signal.aborted) {
      const { status, body } = await cluster.send('GET', path);
      const isBad = JSON.stringify(record(look(body, 'spec'))).includes('bad');
      const kserve = { conditions: [{ type: 'Ready', status: isBad ? 'False' : 'True' }] };
      const told = look(body, 'kind') === 'InferenceService' ? kserve : { state: isBad ? 'Creating' : 'Available' };
      if (status === 200 && look(body, 'kind') !== 'Deployment')
        await cluster.send('PATCH', `${path}/status`, { status: told }, MERGE);
      await sleep(100);
    }
  })();
  return () => {
    stop.abort();
  };
}

/** All that a JSON of an agent's graph has of actions, by how they are written. */
export function actionsIn(graph: unknown): ReadonlyMap<string, PrimitiveNode> {
  const nodes = list(graph, 'strategies').flatMap((strategy) => list(strategy, 'actions') as readonly PrimitiveNode[]);
  return new Map(nodes.map((node) => [node.text, node]));
}
