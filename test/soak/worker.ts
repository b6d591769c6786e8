import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { primitives, type PrimitiveKey } from '../../src/contract/primitives/primitives.ts';
import type { StrategyGraph } from '../../src/contract/strategy-graph/strategy-graph.ts';
import { accessTo } from '../../src/agent/runtime/access.ts';
import type { Actuator } from '../../src/agent/runtime/actuators/actuator.ts';
import { prepareAgent } from '../../src/agent/runtime/agent.ts';
import { agentApp, person } from '../../src/agent/runtime/interface/app.ts';
import { listen } from '../../src/agent/runtime/interface/serve.ts';
import { openPostgres } from '../../src/agent/runtime/journal/postgres.ts';
import { agentOf } from '../../src/agent/runtime/journal/recover.ts';
import { openSqlite } from '../../src/agent/runtime/journal/sqlite.ts';
import { logOf } from '../../src/agent/runtime/log.ts';
import { postJson } from '../../src/agent/runtime/post-json.ts';
import { realClock } from '../../src/agent/runtime/real-clock.ts';
import { brokenJournal, type Mutant } from './mutants.ts';

/** `worker.ts GRAPH JOURNAL PLANT [MUTANT]`: an agent that is going to be killed. It says its port once it takes calls. */
const [graphFile = '', journalAt = '', plant = '', mutant] = process.argv.slice(2);
const graph = JSON.parse(readFileSync(graphFile, 'utf8')) as StrategyGraph;

/** The plant makes what has a name once, as the API server does: the name follows from the key. */
const make: Actuator = async ({ target }, { key }) => {
  const given = target?.kind === 'batch' ? target.parameters : {};
  const [n = null, turn = null] = [given['n'], given['turn']];
  const named = mutant === 'other-keys' ? `${key}-${String(Math.random())}` : key;
  for (;;) {
    const answer = await postJson(plant, JSON.stringify({ key: named, n, turn }), {
      headers: {},
      timeoutSeconds: 5,
    });
    if ('status' in answer && (answer.status === 201 || answer.status === 409)) return { ok: named };
    await sleep(20);
  }
};

const kept = /^postgres/.test(journalAt)
  ? await openPostgres(journalAt, agentOf(graph))
  : await openSqlite(journalAt, agentOf(graph));
const journal = brokenJournal(kept, mutant as Mutant | undefined);
const fail = (reason: unknown): never => {
  process.stderr.write(`${String(reason)}\n`);
  process.exit(1);
};
const agent = await prepareAgent({
  graph,
  journal,
  clock: realClock(),
  drivers: {},
  actuators: Object.fromEntries(Object.keys(primitives).map((key) => [key, make])) as Record<PrimitiveKey, Actuator>,
  callAgent: () => Promise.resolve({ failed: 'it calls nobody' }),
  doHttp: () => Promise.resolve({ failed: 'it asks nobody' }),
  log: logOf(graph, { write: () => undefined }),
  fail,
});
agent.host.start();
const access = accessTo(graph, agent, journal, () => []);
// The rate of one caller is no matter here.
const app = agentApp({ agent: access, identify: person, monotonic: () => performance.now() * 1000 });
const { port } = await listen(app, { host: '127.0.0.1', port: 0 });
process.stdout.write(`${String(port)}\n`);
