import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentAudience, tokenFile } from '../../../contract/process/agent.ts';
import type { FlagValues } from '../../../contract/process/command.ts';
import { decodeGraph } from '../../../contract/strategy-graph/decode.ts';
import type { StrategyGraph, SubjectNode } from '../../../contract/strategy-graph/strategy-graph.ts';
import { changesOf } from '../../../contract/strategy-graph/walk.ts';
import { accessTo } from '../access.ts';
import { oneAfterTheOther, pace } from '../actuators/hands.ts';
import { notify } from '../actuators/notify.ts';
import { actuatorsOf } from '../actuators/primitives.ts';
import { promote, register } from '../actuators/registry.ts';
import { prepareAgent } from '../agent.ts';
import { callAgent } from '../call-agent.ts';
import { hearChanges } from '../cluster/changes.ts';
import type { Cluster } from '../cluster/client.ts';
import { whenAsked } from '../cluster/when-asked.ts';
import { doHttpAction, readHttpSensor } from '../http-endpoint.ts';
import { agentApp, byToken, peopleApp, person, type AppOptions } from '../interface/app.ts';
import { callersIn } from '../interface/caller.ts';
import { Problem } from '../interface/problem.ts';
import { listen } from '../interface/serve.ts';
import { JournalFailure, type Journal } from '../journal/journal.ts';
import { openPostgres } from '../journal/postgres.ts';
import { agentOf } from '../journal/recover.ts';
import { openSqlite } from '../journal/sqlite.ts';
import { kubernetesSensor } from '../kubernetes-sensor.ts';
import { logOf, type Logger } from '../log.ts';
import { prometheus } from '../prometheus.ts';
import { realClock } from '../real-clock.ts';
import { mlflow } from '../sensors/mlflow.ts';
import { flushSpans } from '../spans.ts';
import { identifyIn, reachTracker, type TrackerOptions } from '../source-access.ts';
import { readFileIn, tokensIn } from '../tokens.ts';
import { watchModels, type WatchedModel } from '../tracker-changes.ts';
import { accountOf, clusterTokens } from '../cluster-tokens.ts';
import { exitCodes, type Environment, type Io } from './io.ts';

type Flags = FlagValues<'agent'>;

const LOOPBACK = '127.0.0.1';
/** For requests that are there when the agent ends. Milliseconds. */
const GRACE = 5000;

/** All addresses, of both kinds where there are both. */
const EVERYWHERE = '';

/**
 * Runs an agent until the signal ends, or until its journal keeps nothing any more. Gives the code with which the process ends: 1 where
 * the journal failed, 2 where it cannot begin at all.
 */
export async function runAgent(flags: Flags, environment: Environment, io: Io, signal: AbortSignal): Promise<number> {
  const graph = await graphIn(flags.graph);
  if ('reason' in graph) {
    io.complain(`${flags.graph}: ${graph.reason}`);
    return exitCodes.misused;
  }
  const log = logOf(graph.graph);
  let journal: Journal;
  try {
    journal = await openJournal(flags, graph.graph);
  } catch (error) {
    log.fatal(failureIn(error), 'the journal cannot be opened');
    return error instanceof JournalFailure ? exitCodes.failed : exitCodes.misused;
  }
  try {
    return await live(flags, graph.graph, journal, log, signal, environment['KUBERNETES_SERVICE_HOST'] !== undefined);
  } catch (error) {
    log.fatal(failureIn(error), 'the agent cannot begin');
    return exitCodes.failed;
  } finally {
    await journal.close().catch(() => undefined);
  }
}

async function live(
  flags: Flags,
  graph: StrategyGraph,
  journal: Journal,
  log: Logger,
  signal: AbortSignal,
  isInCluster: boolean,
): Promise<number> {
  let end: (code: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const own = new AbortController();
  const cluster = whenAsked();
  const agent = await prepareAgent({
    graph,
    journal,
    log,
    clock: realClock(),
    ...sourcesAndActions(flags, graph, cluster, log),
    fail: (reason) => {
      log.fatal(failureIn(reason), 'the journal keeps nothing any more: nothing is done, and this process ends');
      end(exitCodes.failed);
    },
  });
  const unready: string[] = [];
  const options: AppOptions = {
    agent: accessTo(graph, agent, journal, () => unready),
    identify: person,
    monotonic: () => performance.now(),
    refused: (status, reason) => {
      agent.metrics.refused(status, reason);
    },
    fault: ({ name }) => {
      // What it says may hold parts of a request.
      log.error({ fault: name }, 'the interface is at fault');
    },
  };
  // Who is not in a cluster has no one who could say who calls: then only this machine is answered.
  const app = isInCluster ? agentApp({ ...options, identify: await byAccount(graph, cluster) }) : peopleApp(options);
  const listeners = [
    await listen(app, { host: isInCluster ? EVERYWHERE : LOOPBACK, port: Number(flags.port) }),
    await listen(peopleApp(options), { host: LOOPBACK, port: Number(flags.people) }),
  ];
  const behind = agent.host.start();
  if (behind > 0)
    log.error(
      { seconds: Math.round(behind / 1000) },
      'the clock is behind what the agent has seen: nothing is due until it has caught up',
    );
  const unwatch = watchModels(modelsIn(graph), agent.host, {
    ...trackerOptions(flags, graph, log),
    seen: agent.seen,
  });
  void hearChanges(graph, cluster, agent.host, agent.seen, own.signal, (of, problem) => {
    if (problem !== undefined) log.warn({ of }, `the API server ${problem}`);
  });
  log.info({ port: listeners[0]?.port, people: listeners[1]?.port }, agent.isFirst ? 'begins' : 'goes on');
  signal.addEventListener('abort', () => {
    end(exitCodes.done);
  });
  if (signal.aborted) end(exitCodes.done);
  const code = await ended;
  unready.push('the agent is ending');
  own.abort();
  unwatch();
  agent.host.stop();
  // Calls that no journal keeps any more have no answer, and are not waited for.
  await Promise.race([
    Promise.all(listeners.map((listener) => listener.close())).then(flushSpans),
    sleep(GRACE, undefined, { ref: false }),
  ]);
  return code;
}

/** By tokens of the cluster. A pod has no account of its own where nobody calls its agent and it asks the API server nothing. */
async function byAccount(graph: StrategyGraph, cluster: Cluster): Promise<AppOptions['identify']> {
  const account = await accountOf();
  if (account) return byToken(clusterTokens(cluster, account, audienceOf(graph)), callersIn(graph));
  return () => {
    throw new Problem(403, 'no agent calls this one, as the sources say');
  };
}

type Means = Pick<Parameters<typeof prepareAgent>[0], 'drivers' | 'actuators' | 'callAgent' | 'doHttp'>;

function sourcesAndActions(flags: Flags, graph: StrategyGraph, cluster: Cluster, log: Logger): Means {
  const { credentials = '', secrets = '', tokens, access } = flags;
  const tracker = trackerOptions(flags, graph, log);
  const endpoint = (signal?: AbortSignal): Parameters<typeof readHttpSensor>[2] => ({
    token: tokensIn(credentials),
    ...(signal ? { signal } : {}),
  });
  const hands = {
    cluster,
    agent: graph.agent,
    now: Date.now,
    reach: (address: string) => reachTracker(address, tracker),
    alone: oneAfterTheOther(),
    pace,
  };
  return {
    drivers: {
      mlflow: mlflow(tracker),
      prometheus: prometheus({ identify: identifyIn(graph.access ?? [], 'metrics', access) }),
      kubernetes: kubernetesSensor(cluster),
      http: (request, at, signal) => readHttpSensor(request, at, endpoint(signal)),
    },
    actuators: actuatorsOf(hands, {
      promote: promote(tracker),
      register: register(tracker),
      notify: notify(secrets),
    }),
    callAgent: (action, { key }, signal) =>
      callAgent(action, key, {
        signal,
        token: ({ namespace, name }) => readFileIn(tokens, tokenFile(namespace, name)),
      }),
    doHttp: (action, { key }, signal) => doHttpAction(action, key, endpoint(signal)),
  };
}

const trackerOptions = ({ access }: Flags, graph: StrategyGraph, log: Logger): TrackerOptions => ({
  identify: identifyIn(graph.access ?? [], 'tracker', access),
  skewed: (seconds) => {
    log.warn({ seconds }, 'the clock of the tracker is another one');
  },
});

const audienceOf = ({ agent: { namespace, name } }: StrategyGraph): string => agentAudience(namespace, name);

async function graphIn(path: string): Promise<ReturnType<typeof decodeGraph>> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? { reason: 'there is no file that can be read' } : decodeGraph(text);
}

/** Rejects with a `JournalFailure`, or with a sentence where the flags name no journal. */
async function openJournal({ journal, postgres }: Flags, graph: StrategyGraph): Promise<Journal> {
  if ((journal === undefined) === (postgres === undefined))
    throw new Error('give --journal or --postgres, and not both');
  if (postgres === undefined) return openSqlite(journal ?? '', agentOf(graph));
  const url = await readFile(postgres, 'utf8').catch(() => undefined);
  if (url === undefined) throw new Error(`there is no address of a database in ${postgres}`);
  return openPostgres(url.trim(), agentOf(graph));
}

/** The models whose versions and aliases triggers wait for. */
const modelsIn = (graph: StrategyGraph): readonly WatchedModel[] => {
  const subjects = graph.strategies
    .flatMap(changesOf)
    .flatMap(({ subject }: { readonly subject: SubjectNode }) => (subject.kind === 'model' ? [subject] : []));
  return [...new Map(subjects.map((subject) => [`${subject.tracker} ${subject.name}`, subject])).values()];
};

const failureIn = (error: unknown): { readonly code?: string; readonly reason: string } => {
  if (error instanceof JournalFailure) return { code: error.code, reason: error.message };
  return { reason: error instanceof Error ? error.message : 'unknown' };
};
