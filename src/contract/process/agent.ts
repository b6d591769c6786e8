/** Port of an agent's HTTP interface, which other agents, probes and Prometheus ask. */
export const AGENT_PORT = 8080;

export const agentPaths = { live: '/healthz', ready: '/readyz', metrics: '/metrics' } as const;

/** A volume of an agent's pod, and where it is mounted. No two of them share a place, and none lies within another. */
export interface AgentVolume {
  readonly name: string;
  readonly path: string;
  readonly readOnly: boolean;
}

const TOKENS = '/var/run/secrets/sflow.dev';

export const agentVolumes = {
  graph: { name: 'config', path: '/etc/sflow', readOnly: true },
  journal: { name: 'journal', path: '/var/lib/sflow', readOnly: false },
  scratch: { name: 'scratch', path: '/tmp', readOnly: false },
  /** What proves to other agents who calls. */
  token: { name: 'token', path: `${TOKENS}/agents`, readOnly: true },
  /** What proves it to endpoints. */
  credentials: { name: 'credentials', path: `${TOKENS}/endpoints`, readOnly: true },
  /** Keys of Secrets that actions name. They are read when they are needed, so that a key that was changed counts. */
  secrets: { name: 'secrets', path: `${TOKENS}/secrets`, readOnly: true },
} as const satisfies Readonly<Record<string, AgentVolume>>;

/** Files below those volumes. */
export const GRAPH_FILE = 'strategies.json';
export const JOURNAL_FILE = 'journal.db';
export const TOKEN_FILE = 'token';
export const credentialFile = (endpoint: string): string => `${endpoint}/token`;
export const secretFile = ({ name, key }: { readonly name: string; readonly key: string }): string => `${name}/${key}`;

/** What the token is for that an agent shows to other agents: the API server does not take it. */
export const AGENT_AUDIENCE = 'sflow.dev';

/** For how long a token is good, which the cluster replaces in time. */
export const TOKEN_SECONDS = 3600;

/** The journal of an agent: its decisions of a year are a small part of this. */
export const JOURNAL_BYTES = 2 ** 30;
