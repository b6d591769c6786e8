import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { list, look, record, text } from '../target/emit/look.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** Of the `Warning` header. */
  readonly warnings: string;
}

/** Who a request to the server is about. */
export interface Attributes {
  readonly namespace?: string;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
}

const JSON_TYPE = 'application/json';
const APPLY_TYPE = 'application/apply-patch+yaml';

/** Just enough of a client for the API server. */
export class Cluster {
  readonly #server: URL;
  readonly #agent: Agent;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #authority: { readonly ca?: Buffer };
  readonly #resources = new Map<string, Promise<unknown>>();

  private constructor(
    server: URL,
    agent: Agent,
    headers: Readonly<Record<string, string>>,
    authority: { readonly ca?: Buffer },
  ) {
    this.#server = server;
    this.#agent = agent;
    this.#headers = headers;
    this.#authority = authority;
  }

  /** As the current context of the kubeconfig says: with a client's certificate or a token. */
  static async connect(): Promise<Cluster> {
    const path = process.env.KUBECONFIG?.split(':')[0];
    if (path === undefined || path === '') {
      throw new Error('The cluster tests need a cluster for tests: set KUBECONFIG to the kubeconfig of one.');
    }
    const config: unknown = parse(await readFile(path, 'utf8'));
    const named = (kind: string, name: unknown): unknown =>
      look(
        list(config, `${kind}s`).find((one) => look(one, 'name') === name),
        kind,
      );
    const context = named('context', look(config, 'current-context'));
    const cluster = named('cluster', look(context, 'cluster'));
    const user = named('user', look(context, 'user'));
    const bytes = async (of: unknown, field: string): Promise<Record<string, Buffer>> => {
      const [data, file] = [look(of, `${field}-data`), look(of, field)];
      const option =
        { 'certificate-authority': 'ca', 'client-certificate': 'cert', 'client-key': 'key' }[field] ?? field;
      if (typeof data === 'string') return { [option]: Buffer.from(data, 'base64') };
      return typeof file === 'string' ? { [option]: await readFile(resolve(dirname(path), file)) } : {};
    };
    const authority = await bytes(cluster, 'certificate-authority');
    const agent = new Agent({
      keepAlive: true,
      ...authority,
      ...(await bytes(user, 'client-certificate')),
      ...(await bytes(user, 'client-key')),
    });
    const token = look(user, 'token');
    const headers = typeof token === 'string' ? { authorization: `Bearer ${token}` } : {};
    return new Cluster(new URL(text(cluster, 'server')), agent, headers, authority);
  }

  /** The same server, asked in the name of an account. */
  as({ namespace, name }: { readonly namespace: string; readonly name: string }): Cluster {
    const user = `system:serviceaccount:${namespace}:${name}`;
    const headers = { ...this.#headers, 'Impersonate-User': user };
    return new Cluster(this.#server, this.#agent, headers, this.#authority);
  }

  /** What a client needs to come with the token of an account and nothing else. */
  async kubeconfig(account: { readonly namespace: string; readonly name: string }): Promise<string> {
    const { ca } = this.#authority;
    const authority = ca ? { 'certificate-authority-data': ca.toString('base64') } : {};
    return JSON.stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: this.#server.origin, ...authority } }],
      users: [{ name: 'u', user: { token: await this.#token(account) } }],
    });
  }

  async #token({ namespace, name }: { readonly namespace: string; readonly name: string }): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const { body } = await this.send('POST', path, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {},
    });
    return text(body, 'status.token');
  }

  /** The same server, asked with the token of an account and nothing else. To be closed by itself. */
  async with(account: { readonly namespace: string; readonly name: string }): Promise<Cluster> {
    const headers = { authorization: `Bearer ${await this.#token(account)}` };
    return new Cluster(this.#server, new Agent({ keepAlive: true, ...this.#authority }), headers, this.#authority);
  }

  close(): void {
    this.#agent.destroy();
  }

  send(method: string, path: string, body?: unknown, type = JSON_TYPE, accept = JSON_TYPE): Promise<Answer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    // Without its length the body of a DELETE would be taken for another request.
    const content = { 'content-type': type, 'content-length': Buffer.byteLength(payload ?? '') };
    const headers = { accept, ...this.#headers, ...(payload === undefined ? {} : content) };
    return new Promise((resolveWith, reject) => {
      const sent = request(new URL(path, this.#server), { method, headers, agent: this.#agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8');
          const isJson = response.headers['content-type']?.startsWith(JSON_TYPE) ?? false;
          resolveWith({
            status: response.statusCode ?? 0,
            body: isJson ? (JSON.parse(answer) as unknown) : answer,
            warnings: response.headers.warning ?? '',
          });
        });
      });
      sent.on('error', reject);
      sent.end(payload);
    });
  }

  /** Where an object is. */
  async pathOf(object: KubernetesObject): Promise<string> {
    return `${await this.collectionOf(object)}/${object.metadata.name}`;
  }

  /** Where objects of its kind and namespace are, by what the server says of the kind. */
  async collectionOf({ apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
    const version = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = this.#resources.get(version) ?? this.send('GET', version).then(({ body }) => body);
    this.#resources.set(version, known);
    const resource = list(await known, 'resources').find(
      (one) => look(one, 'kind') === kind && !text(one, 'name').includes('/'),
    );
    if (resource === undefined) throw new Error(`The cluster does not know ${kind} of ${apiVersion}.`);
    const namespace = look(resource, 'namespaced') === true ? `/namespaces/${metadata.namespace ?? '∅'}` : '';
    return `${version}${namespace}/${text(resource, 'name')}`;
  }

  async apply(object: KubernetesObject): Promise<Answer> {
    const query = 'fieldManager=sflow&fieldValidation=Strict&force=false';
    return this.send('PATCH', `${await this.pathOf(object)}?${query}`, object, APPLY_TYPE);
  }

  async read(object: KubernetesObject): Promise<unknown> {
    return (await this.send('GET', await this.pathOf(object))).body;
  }

  /** Whether an account may do something. */
  async allows(
    account: { readonly namespace: string; readonly name: string },
    attributes: Attributes,
  ): Promise<boolean> {
    const { body } = await this.send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: `system:serviceaccount:${account.namespace}:${account.name}`,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`, 'system:authenticated'],
        resourceAttributes: attributes,
      },
    });
    const allowed = look(body, 'status.allowed');
    if (typeof allowed !== 'boolean') throw new Error(`no answer to an access review: ${JSON.stringify(body)}`);
    return allowed;
  }
}

/** A label on the namespaces that these tests make, so that they remove no others. */
const MARK = 'sflow.dev/made-by-test';

/** Makes a namespace of the test's own. Labels are those of a field manager beside `sflow`. */
export async function makeNamespace(
  cluster: Cluster,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<void> {
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { ...labels, [MARK]: 'true' } } };
  const { status, body } = await cluster.send('POST', '/api/v1/namespaces?fieldManager=sflow-test', object);
  if (status !== 201) throw new Error(`The namespace ${name} cannot be made: ${text(body, 'message')}`);
}

/** Removes namespaces of earlier runs and waits for their end. */
export async function removeNamespaces(cluster: Cluster, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { status, body } = await cluster.send('GET', `/api/v1/namespaces/${name}`);
    if (status === 404) continue;
    if (record(look(body, 'metadata.labels'))[MARK] === undefined) {
      throw new Error(`The namespace ${name} is there already and no test made it: take a cluster that is for tests.`);
    }
    await cluster.send('DELETE', `/api/v1/namespaces/${name}`);
  }
  for (const name of names) {
    await until(`the end of the namespace ${name}`, async () => {
      return (await cluster.send('GET', `/api/v1/namespaces/${name}`)).status === 404;
    });
  }
}

/** Asks again and again, for a minute if not said otherwise. */
export async function until(what: string, ask: () => Promise<boolean>, seconds = 60): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (await ask()) return;
    await sleep(200);
  }
  throw new Error(`waited ${String(seconds)} s for ${what}`);
}
