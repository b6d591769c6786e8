import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cluster } from '../cluster/client.ts';
import { list, look, record, text } from '../target/emit/look.ts';

const RUNTIME = fileURLToPath(new URL('../../.build/runtime.js', import.meta.url));
const NAMES = fileURLToPath(new URL('service-names.ts', import.meta.url));
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

export interface PodOptions {
  readonly cluster: Cluster;
  /** Address and certificate of the API server, as a kubeconfig has them. */
  readonly server: { readonly url: URL; readonly ca: string };
  /** An object with a template of pods, as it stands in the cluster. */
  readonly workload: unknown;
  /** Ports of the container to those of the loopback that it gets, by the flags that say them. */
  readonly ports: Readonly<Record<string, number>>;
  /** Where Services are, as `name.namespace.svc:8080`. */
  readonly services: Readonly<Record<string, number>>;
}

/**
 * The first container of a pod as a process of this machine, with its own arguments, its volumes in their places, and the tokens of its
 * account, in a mount namespace of its own. What stands in for the kubelet: it makes volumes of ConfigMaps, projected tokens and empty
 * folders; claims keep what is in them from one process to the next.
 */
export class PodProcess {
  readonly #options: PodOptions;
  readonly #root: string;
  #child: ChildProcess | undefined;
  #logged = '';

  private constructor(options: PodOptions, root: string) {
    this.#options = options;
    this.#root = root;
  }

  static async of(options: PodOptions): Promise<PodProcess> {
    return new PodProcess(options, await mkdtemp(join(tmpdir(), 'sflow-pod-')));
  }

  /** All that its processes wrote. */
  get logged(): string {
    return this.#logged;
  }

  /** The folder behind a mount of the container. */
  volume(mountPath: string): string {
    return join(this.#root, mountPath);
  }

  async start(): Promise<void> {
    const { workload, server, services, ports } = this.#options;
    const spec = look(workload, 'spec.template.spec');
    const [container] = list(spec, 'containers');
    const mounts = list(container, 'volumeMounts').map((mount) => ({
      name: text(mount, 'name'),
      path: text(mount, 'mountPath'),
    }));
    for (const { name, path } of mounts) {
      await mkdir(this.volume(path), { recursive: true });
      const volume = list(spec, 'volumes').find((one) => look(one, 'name') === name);
      if (volume !== undefined) await this.#fill(volume, this.volume(path));
    }
    await mkdir(this.volume(ACCOUNT), { recursive: true });
    await writeFile(join(this.volume(ACCOUNT), 'token'), await this.#token());
    await writeFile(join(this.volume(ACCOUNT), 'ca.crt'), server.ca);
    await writeFile(join(this.volume(ACCOUNT), 'namespace'), text(workload, 'metadata.namespace'));
    const given = list(container, 'args').map((arg) => {
      const [flag = '', value = ''] = String(arg).split('=');
      return `${flag}=${String(ports[flag] ?? value)}`;
    });
    const [, process_ = ''] = list(container, 'command').map(String);
    const places = [...mounts.map(({ path }) => path), ACCOUNT].filter((path) => path !== '/tmp');
    const child = spawn(
      'unshare',
      ['-rm', 'sh', '-ec', mountScript(this.#root, places), 'sh', process.execPath, RUNTIME, process_, ...given],
      {
        env: {
          PATH: process.env['PATH'],
          NODE_OPTIONS: `--import ${NAMES}`,
          SFLOW_TEST_SERVICES: JSON.stringify(services),
          KUBERNETES_SERVICE_HOST: server.url.hostname,
          KUBERNETES_SERVICE_PORT: server.url.port,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => (this.#logged += data.toString('utf8')));
    this.#child = child;
  }

  /** Ends the process as Kubernetes does, and gives its code; null where a signal ended it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (!child) return 0;
    this.#child = undefined;
    if (child.exitCode !== null) return child.exitCode;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return ended;
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    await rm(this.#root, { recursive: true });
  }

  async #fill(volume: unknown, folder: string): Promise<void> {
    const { workload, cluster } = this.#options;
    const namespace = text(workload, 'metadata.namespace');
    const name = look(volume, 'configMap.name');
    if (typeof name === 'string') {
      const { body } = await cluster.send('GET', `/api/v1/namespaces/${namespace}/configmaps/${name}`);
      for (const [file, content] of Object.entries(record(look(body, 'data'))))
        await writeFile(join(folder, file), String(content));
    }
    for (const source of list(volume, 'projected.sources')) {
      const path = look(source, 'serviceAccountToken.path');
      if (typeof path !== 'string') continue;
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), await this.#token(look(source, 'serviceAccountToken')));
    }
  }

  async #token(projection?: unknown): Promise<string> {
    const { workload, cluster } = this.#options;
    const account = text(look(workload, 'spec.template.spec'), 'serviceAccountName');
    const path = `/api/v1/namespaces/${text(workload, 'metadata.namespace')}/serviceaccounts/${account}/token`;
    const spec =
      projection === undefined
        ? {}
        : {
            audiences: [text(projection, 'audience')],
            expirationSeconds: look(projection, 'expirationSeconds'),
          };
    const { body } = await cluster.send('POST', path, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec,
    });
    return text(body, 'status.token');
  }
}

/** Binds folders below a root to their places, of which `/etc` is laid over and the others stand in empty folders, and goes on. */
function mountScript(root: string, places: readonly string[]): string {
  const real = places.map((path) => ({ from: join(root, path), to: path.replace(/^\/var\/run\//, '/run/') }));
  const binds = real
    .filter(({ to }) => !to.startsWith('/etc/'))
    .map(({ from, to }) => `mkdir -p '${to}'\nmount --bind '${from}' '${to}'`);
  return [
    `mkdir -p '${root}/etc'`,
    `mount -t overlay overlay -o 'lowerdir=${root}/etc:/etc' /etc`,
    'mount -t tmpfs none /run',
    'mount -t tmpfs none /var/lib',
    ...binds,
    'exec "$@"',
  ].join('\n');
}
