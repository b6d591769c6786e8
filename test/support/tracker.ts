import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A version as a fake tracker has it. */
export interface FakeVersion {
  readonly uri: string;
  /** What it was made of; the address if not said. */
  readonly source?: string;
  readonly run?: string;
}

/** What a fake tracker knows, and answers in the words of MLflow 3.17. */
export interface Registry {
  readonly models: Readonly<Record<string, Readonly<Record<string, FakeVersion>>>>;
  /** By model. */
  readonly aliases?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Addresses of the artifacts of runs. */
  readonly runs?: Readonly<Record<string, string>>;
  /** Names of files by run or logged model; folders have a slash behind. */
  readonly files?: Readonly<Record<string, readonly string[]>>;
}

/** A server on this machine, closed by `close`. */
export interface Local {
  readonly url: string;
  /** The requests that came, as `path?query`. */
  readonly asked: string[];
  /** Their headers `Authorization`. */
  readonly shown: (string | undefined)[];
  readonly close: () => Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export async function serve(answer: Answer): Promise<Local> {
  const [asked, shown]: [string[], (string | undefined)[]] = [[], []];
  const server: Server = createServer((request, response) => {
    asked.push(decodeURIComponent((request.url ?? '').replace('/api/2.0/mlflow/', '').replaceAll('+', ' ')));
    shown.push(request.headers.authorization);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => {
        resolve();
      });
    });
  return { url, asked, shown, close };
}

export const json = (response: ServerResponse, data: object, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(data));
};

export const fakeTracker = (registry: Registry): Promise<Local> =>
  serve((request, response) => {
    const url = new URL(request.url ?? '', 'http://tracker');
    const [status, data] = replyTo(registry, url.pathname.replace('/api/2.0/mlflow/', ''), url.searchParams);
    json(response, data, status);
  });

const gone = (message: string): [number, object] => [404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message }];

function replyTo(
  { models, aliases = {}, runs = {}, files = {} }: Registry,
  path: string,
  query: URLSearchParams,
): [number, object] {
  const name = query.get('name') ?? '';
  const versions = models[name];
  const versionOf = (version: string): object => {
    const { uri = '', source = uri, run = '' } = versions?.[version] ?? {};
    return { name, version, source, run_id: run, status: 'READY' };
  };
  const listed = (of: string, root: string): [number, object] => {
    const found = files[of];
    if (!found) return [500, {}];
    const entries = found.map((file) => ({ path: `${root}${file.replace(/\/$/, '')}`, is_dir: file.endsWith('/') }));
    return [200, { files: entries }];
  };
  const [, logged] = /^logged-models\/(.*)\/artifacts\/directories$/.exec(path) ?? [];
  if (logged !== undefined) return listed(logged, '');
  switch (path) {
    case 'registered-models/alias': {
      if (!versions) return gone(`Registered Model with name=${name} not found`);
      const alias = query.get('alias') ?? '';
      const version = aliases[name]?.[alias];
      if (version !== undefined) return [200, { model_version: versionOf(version) }];
      return [400, { error_code: 'INVALID_PARAMETER_VALUE', message: `Registered model alias ${alias} not found.` }];
    }
    case 'model-versions/get':
    case 'model-versions/get-download-uri': {
      const version = query.get('version') ?? '';
      const found = versions?.[version];
      if (!found) return gone(`Model Version (name=${name}, version=${version}) not found`);
      return [200, path.endsWith('get') ? { model_version: versionOf(version) } : { artifact_uri: found.uri }];
    }
    case 'model-versions/search': {
      const [, , of = ''] = /^name=(['"])(.*)\1$/.exec(query.get('filter') ?? '') ?? [];
      const last = Object.keys(models[of] ?? {}).at(-1);
      return [200, last === undefined ? {} : { model_versions: [{ name: of, version: last }] }];
    }
    case 'runs/get':
      return [200, { run: { info: { artifact_uri: runs[query.get('run_id') ?? ''] } } }];
    case 'artifacts/list':
      return listed(query.get('run_id') ?? '', `${query.get('path') ?? ''}/`);
    default:
      return [404, {}];
  }
}
