import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { until } from '../cluster/client.ts';
import { PodProcess } from '../support/pod-process.ts';
import { list, look, text } from '../target/emit/look.ts';
import type { Stage } from './stage.ts';

const PROGRAM = fileURLToPath(new URL('../../.build/sflow.cjs', import.meta.url));
const run = promisify(execFile);

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
    const set = stage.find('StatefulSet', name);
    const workload = await stage.cluster.read(set);
    // Its pod is the process; a simulated one beside it would hold a part of a node that others need whole.
    const none = { spec: { replicas: 0 } };
    await stage.cluster.send('PATCH', await stage.cluster.pathOf(set), none, 'application/merge-patch+json');
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

/**
 * Ends them as Kubernetes does, and holds them to what agents leave: no piece of a token in what was logged and counted and in what
 * journals hold, and the same decisions when those are played again.
 */
export async function leave(agents: ReadonlyMap<string, Agent>): Promise<void> {
  const metrics = await Promise.all([...agents.values()].map(({ url }) => textAt(`${url}/metrics`)));
  const pieces = new Set<string>();
  for (const { pod } of agents.values()) {
    expect(await pod.stop()).toBe(0);
    for (const token of await tokensOf(pod)) for (const piece of piecesOf(token)) pieces.add(piece);
  }
  expect(pieces.size).toBeGreaterThanOrEqual(PIECES * agents.size);
  for (const [name, { pod }] of agents) {
    const folder = pod.volume('/var/lib/sflow');
    const files = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), 'latin1')));
    const told = [pod.logged, ...metrics, ...files];
    expect(
      [...pieces].filter((piece) => told.some((place) => place.includes(piece))),
      name,
    ).toEqual([]);
    const { stdout } = await run(process.execPath, [PROGRAM, 'replay', join(folder, 'journal.db')]);
    expect(stdout).toContain('the same decisions byte for byte');
  }
}

/** Every token among the files of a pod. */
async function tokensOf(pod: PodProcess): Promise<string[]> {
  const folder = pod.volume('/var/run/secrets');
  const files = await readdir(folder, { recursive: true });
  return Promise.all(
    files.filter((file) => file.endsWith('token')).map((file) => readFile(join(folder, file), 'utf8')),
  );
}

const PIECES = 4;

/** Pieces of the signature: what stands before it is the same in many tokens, and a long text may lie in a journal in parts. */
const piecesOf = (token: string): string[] =>
  Array.from({ length: PIECES }, (_, index) => token.slice(-40 * (index + 1), token.length - 40 * index));
