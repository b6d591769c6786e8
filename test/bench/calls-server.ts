import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { primitives, type PrimitiveKey } from '../../src/contract/primitives/primitives.ts';
import { accessTo } from '../../src/agent/runtime/access.ts';
import type { Actuator } from '../../src/agent/runtime/actuators/actuator.ts';
import { prepareAgent } from '../../src/agent/runtime/agent.ts';
import { agentApp } from '../../src/agent/runtime/interface/app.ts';
import { listen } from '../../src/agent/runtime/interface/serve.ts';
import type { Journal } from '../../src/agent/runtime/journal/journal.ts';
import { agentOf } from '../../src/agent/runtime/journal/recover.ts';
import { openSqlite } from '../../src/agent/runtime/journal/sqlite.ts';
import { logOf } from '../../src/agent/runtime/log.ts';
import { realClock } from '../../src/agent/runtime/real-clock.ts';
import { app, compileTexts } from '../support/marked.ts';

/** `calls-server.ts durable|forgetful`: an agent that takes calls and does nothing for them; it says its port, and its memory when asked. */
const isDurable = process.argv[2] === 'durable';
const folder = mkdtempSync(join(tmpdir(), 'sflow-calls-'));
/** Decides each call at once, and does nothing. */
const graph = compileTexts(
  app(`workflow train : batch { executor step { image "a:1" } }
agent a { strategy s { WHEN called go(n: Int) IF n > 5 THEN runWorkflow(train) } }`),
).plan?.teams[0]?.agents[0]?.graph;
if (!graph) throw new Error('there is no graph');
const file = await openSqlite(join(folder, 'journal.db'), agentOf(graph));

/** Keeps nothing, and says at once that it has. */
const forgetful: Journal = {
  load: () => Promise.resolve(undefined),
  begin: () => Promise.resolve(),
  commit: () => Promise.resolve(),
  hasTaken: () => Promise.resolve(false),
  entries: () => Promise.resolve([]),
  latest: () => Promise.resolve([]),
  graph: () => Promise.resolve(undefined),
  close: () => Promise.resolve(),
};
const journal = isDurable ? file : forgetful;
const nothing: Actuator = () => Promise.resolve({ ok: null });
const agent = await prepareAgent({
  graph,
  journal,
  clock: realClock(),
  drivers: {},
  actuators: Object.fromEntries(Object.keys(primitives).map((key) => [key, nothing])) as Record<PrimitiveKey, Actuator>,
  callAgent: () => Promise.resolve({ ok: null }),
  doHttp: () => Promise.resolve({ ok: null }),
  log: logOf(graph, { write: () => undefined }),
  fail: (reason) => {
    throw reason;
  },
});
agent.host.start();
let callers = 0;
const { port } = await listen(
  agentApp({
    agent: accessTo(graph, agent, journal, () => []),
    // Each call is of another caller, so that no rate is reached.
    identify: () => `caller-${String((callers += 1))}`,
    monotonic: () => performance.now(),
  }),
  { host: '127.0.0.1', port: 0 },
);
process.stdout.write(`${String(port)}\n`);
process.on('message', () => process.send?.(process.memoryUsage().rss));
process.on('SIGTERM', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
