import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import { known, type Observation } from '../../../src/base/values/value.ts';
import { primitives, type PrimitiveKey } from '../../../src/contract/primitives/primitives.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { Outcome } from '../../../src/agent/engine/event.ts';
import { accessTo } from '../../../src/agent/runtime/access.ts';
import type { Actuator } from '../../../src/agent/runtime/actuators/actuator.ts';
import { prepareAgent, type AgentParts } from '../../../src/agent/runtime/agent.ts';
import { callAgent } from '../../../src/agent/runtime/call-agent.ts';
import { agentApp, peopleApp, person } from '../../../src/agent/runtime/interface/app.ts';
import { listen, type Listening } from '../../../src/agent/runtime/interface/serve.ts';
import { openSqlite } from '../../../src/agent/runtime/journal/sqlite.ts';
import { agentOf } from '../../../src/agent/runtime/journal/recover.ts';
import { logOf } from '../../../src/agent/runtime/log.ts';
import { realClock } from '../../../src/agent/runtime/real-clock.ts';

/** What agents of one process share. */
export interface World {
  readonly folder: string;
  readonly x: Observation;
  readonly done: string[];
  readonly logged: string[];
  readonly addresses: Map<string, string>;
}

export const running: { stop: () => Promise<void> }[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

export function world(x: number): World {
  const folder = mkdtempSync(join(tmpdir(), 'agent-'));
  folders.push(folder);
  return { folder, x: known(x), done: [], logged: [], addresses: new Map() };
}

/** An agent with its real parts but for what it reads and does, on listeners of its own. */
export interface Run {
  readonly url: string;
  readonly people: string;
  readonly stop: () => Promise<void>;
}

export async function run(
  graph: StrategyGraph,
  { folder, x, done, logged, addresses }: World,
  doing: Actuator,
  parts: Partial<AgentParts> = {},
): Promise<Run> {
  const journal = await openSqlite(join(folder, `${graph.agent.name}.db`), agentOf(graph));
  const actuators = Object.fromEntries(Object.keys(primitives).map((key) => [key, doing])) as Record<
    PrimitiveKey,
    Actuator
  >;
  const agent = await prepareAgent({
    graph,
    journal,
    clock: realClock(),
    drivers: { mlflow: () => Promise.resolve(x) },
    actuators,
    callAgent: (action, { key }, signal) =>
      callAgent(action, key, {
        signal,
        token: () => Promise.resolve(undefined),
        addressOf: (callee) => addresses.get(callee.name) ?? '',
      }),
    doHttp: ({ name: action }): Promise<Outcome> => {
      done.push(action);
      return Promise.resolve({ ok: null });
    },
    log: logOf(graph, { write: (line) => void logged.push(line) }),
    fail: (reason) => {
      throw reason;
    },
    ...parts,
  });
  agent.host.start();
  const access = accessTo(graph, agent, journal, () => []);
  const options = { agent: access, identify: person, monotonic: () => performance.now() };
  const listeners: Listening[] = [
    await listen(agentApp(options), { host: '127.0.0.1', port: 0 }),
    await listen(peopleApp(options), { host: '127.0.0.1', port: 0 }),
  ];
  const [url = '', people = ''] = listeners.map(({ port }) => `http://127.0.0.1:${String(port)}`);
  addresses.set(graph.agent.name, url);
  const stop = async (): Promise<void> => {
    agent.host.stop();
    await Promise.all(listeners.map((each) => each.close()));
    await journal.close();
  };
  const own = { url, people, stop };
  running.push(own);
  return own;
}

export const call = async (
  url: string,
  receiver: string,
  body: object,
  id: string,
  wait = '',
  more: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${url}/v1/calls/${receiver}${wait}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'idempotency-key': id, ...more },
  });
  return { status: response.status, body: await response.json() };
};

export const until = async (what: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 500 && !what(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(what()).toBe(true);
};
