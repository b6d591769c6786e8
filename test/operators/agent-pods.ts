import { readFile, readdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { until } from '../cluster/client.ts';
import { PodProcess } from '../support/pod-process.ts';
import { list, look, text } from '../target/emit/look.ts';
import type { Stage } from './stage.ts';

/** An agent of the cluster that runs here, and where it answers. */
export interface Agent {
  readonly pod: PodProcess;
  readonly url: string;
  readonly people: string;
}

/** A process for each agent, with ports of its own, and the addresses of the others; all are ready. */
export async function agentsOn(
  stage: Stage,
  namespace: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, Agent>> {
  const kubeconfig: unknown = JSON.parse(await stage.cluster.kubeconfig({ namespace, name: 'default' }));
  const of = look(list(kubeconfig, 'clusters')[0], 'cluster');
  const server = {
    url: new URL(text(of, 'server')),
    ca: Buffer.from(text(of, 'certificate-authority-data'), 'base64').toString('utf8'),
  };
  const ports = new Map<string, [number, number]>();
  for (const name of names) ports.set(name, [await freePort(), await freePort()]);
  const services = Object.fromEntries(
    [...ports].map(([name, [port]]) => [`${name}.${namespace}.svc:8080`, port] as const),
  );
  const agents = new Map<string, Agent>();
  for (const [name, [port, people]] of ports) {
    const workload = await stage.cluster.read(stage.find('StatefulSet', name));
    const pod = await PodProcess.of({
      cluster: stage.cluster,
      server,
      workload,
      services,
      ports: { '--port': port, '--people': people },
    });
    agents.set(name, {
      pod,
      url: `http://127.0.0.1:${String(port)}`,
      people: `http://127.0.0.1:${String(people)}`,
    });
  }
  for (const { pod } of agents.values()) await pod.start();
  for (const agent of agents.values()) await until('an agent to be ready', () => isReady(agent));
  return agents;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  return port;
}

export const textAt = async (url: string): Promise<string> => (await fetch(url)).text();

const isReady = async ({ url, pod }: Agent): Promise<boolean> => {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    if (pod.logged.includes('cannot begin')) throw new Error(pod.logged);
    return false;
  }
};

/** Every token among the files of a pod. */
export async function tokensOf(pod: PodProcess): Promise<string[]> {
  const folder = pod.volume('/var/run/secrets');
  const files = await readdir(folder, { recursive: true });
  return Promise.all(
    files.filter((file) => file.endsWith('token')).map((file) => readFile(join(folder, file), 'utf8')),
  );
}
