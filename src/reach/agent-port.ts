import type { EventEmitter } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { codeOf } from '../base/http/response.ts';
import { PEOPLE_PORT } from '../contract/process/agent.ts';

/** Where an agent answers people, until it is let go. */
export interface Reached {
  readonly url: string;
  readonly release: () => void;
}

export interface AgentPlace {
  readonly namespace: string;
  readonly agent: string;
  /** A file; that of KUBECONFIG, or of the home folder, if not said. */
  readonly kubeconfig?: string;
  /** Of the kubeconfig; its current one if not said. */
  readonly context?: string;
}

/** An agent that cannot be reached: a sentence for people. */
export class ReachError extends Error {}

/** Milliseconds in which the API server has to answer. */
const PATIENCE = 15_000;

/** Forwards a free port of the loopback to the pod of an agent. The client is only loaded here. Rejects with a `ReachError`. */
export async function reachAgent({ namespace, agent, kubeconfig, context }: AgentPlace): Promise<Reached> {
  const client = await import('@kubernetes/client-node');
  const config = new client.KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch {
    throw new ReachError(`the kubeconfig ${kubeconfig ?? ''} cannot be read`);
  }
  if (context !== undefined) choose(config, context);
  checkSecure(config);
  const pod = await podOf(config.makeApiClient(client.CoreV1Api), namespace, agent);
  const forward = new client.PortForward(config);
  const sockets = new Set<{ destroy: () => void }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    forward.portForward(namespace, pod, [PEOPLE_PORT], socket, null, socket).then(
      (connection: EventEmitter | (() => unknown)) => {
        if (typeof connection !== 'function') connection.on('close', () => socket.destroy());
      },
      () => socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    release: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The client sends nothing over a connection that is not encrypted, and says so of where it looks without a kubeconfig, too. */
function checkSecure(config: KubeConfig): void {
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new ReachError('the kubeconfig names no cluster');
  const { server, skipTLSVerify } = cluster;
  if (server.startsWith('http:') && !skipTLSVerify)
    throw new ReachError(
      `no kubeconfig names a cluster that is asked by https (${server}); say which, by --kubeconfig or KUBECONFIG`,
    );
}

function choose(config: KubeConfig, context: string): void {
  const names = config.getContexts().map(({ name }) => name);
  if (!names.includes(context))
    throw new ReachError(`the kubeconfig has no context ${context}; it has ${names.join(', ') || 'none'}`);
  config.setCurrentContext(context);
}

/** The labels are those that all objects of an agent have. */
async function podOf(api: Pick<CoreV1Api, 'listNamespacedPod'>, namespace: string, agent: string): Promise<string> {
  const labelSelector = `app.kubernetes.io/component=agent,app.kubernetes.io/name=${agent}`;
  const { items } = await within(api.listNamespacedPod({ namespace, labelSelector }), `the pods of ${namespace}`);
  const ready = items.find(({ status }) =>
    status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
  );
  const name = (ready ?? items.find(({ status }) => status?.phase === 'Running'))?.metadata?.name;
  if (name !== undefined) return name;
  throw new ReachError(
    items.length === 0
      ? `there is no agent ${agent} in the namespace ${namespace}`
      : `no pod of ${namespace}/${agent} runs; kubectl -n ${namespace} describe pod ${items[0]?.metadata?.name ?? ''} says why`,
  );
}

/** What the client rejects with may quote what it sent, credentials among it. */
async function within<T>(asked: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new ReachError(`the API server does not give ${what} within ${String(PATIENCE / 1000)} s`));
    }, PATIENCE);
  });
  try {
    return await Promise.race([asked, late]);
  } catch (error) {
    if (error instanceof ReachError) throw error;
    const { code = codeOf(error) } = error as { readonly code?: unknown };
    const why = code === 401 || code === 403 ? 'may not be read by this account' : 'cannot be read';
    throw new ReachError(
      `${what} ${why}${typeof code === 'number' || typeof code === 'string' ? ` (${String(code)})` : ''}`,
    );
  } finally {
    clearTimeout(timer);
  }
}
