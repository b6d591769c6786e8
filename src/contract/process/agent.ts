/** Port of an agent's HTTP interface, which other agents, probes and Prometheus ask. */
export const AGENT_PORT = 8080;

/** Port on the loopback of an agent's pod, for people who forward it. No Service and no policy has it. */
export const PEOPLE_PORT = 8081;

/** In this time a call is taken by the agent that is called, which may be starting anew, or it has failed. */
export const CALL_SECONDS = 60;

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
  /** Objects that its actions bring up, as they are applied. */
  bodies: { name: 'bodies', path: '/etc/sflow-bodies', readOnly: true },
  journal: { name: 'journal', path: '/var/lib/sflow', readOnly: false },
  /** The address of the database with its journal, where it has no volume. */
  database: { name: 'database', path: `${TOKENS}/journal`, readOnly: true },
  scratch: { name: 'scratch', path: '/tmp', readOnly: false },
  /** What proves to other agents who calls: a token for each that it calls. */
  tokens: { name: 'tokens', path: `${TOKENS}/agents`, readOnly: true },
  /** What proves it to endpoints. */
  credentials: { name: 'credentials', path: `${TOKENS}/endpoints`, readOnly: true },
  /** Keys of Secrets that actions name. They are read when they are needed, so that a key that was changed counts. */
  secrets: { name: 'secrets', path: `${TOKENS}/secrets`, readOnly: true },
  /** What proves to the tracker and to the metrics server who asks, and who vouches for them. It is read before each request. */
  access: { name: 'access', path: `${TOKENS}/access`, readOnly: true },
} as const satisfies Readonly<Record<string, AgentVolume>>;

/** Files below those volumes. */
export const GRAPH_FILE = 'strategies.json';
/** The objects of an online workflow, as a list in the order of applying. */
export const bodyFile = (namespace: string, workflow: string): string => `${namespace}.${workflow}.json`;
export const JOURNAL_FILE = 'journal.db';
export const DATABASE_FILE = 'url';
/** The token for another agent. No namespace and no agent has a point in its name. */
export const tokenFile = (namespace: string, name: string): string => `${namespace}.${name}/token`;
export const credentialFile = (endpoint: string): string => `${endpoint}/token`;
export const secretFile = ({ name, key }: { readonly name: string; readonly key: string }): string => `${name}/${key}`;

/** Of a tracker or a metrics server: a bearer token, or a name and a password; and the certificates (PEM) of who vouches for it. */
export type AccessFile = 'token' | 'username' | 'password' | 'ca';
export const accessFile = (source: 'tracker' | 'metrics', file: string): string => `${source}/${file}`;
/** The value of a header that is a secret. */
export const headerFile = (name: string): string => `header-${name.toLowerCase()}`;

/** What a token is for that another agent is shown: for this one, so that it cannot show it to a third. The API server takes it neither. */
export const agentAudience = (namespace: string, name: string): string => `agents.sflow.dev/${namespace}/${name}`;

/** For how long a token is good, which the cluster replaces in time; that of a deleted account is no longer. Kubernetes gives no shorter ones. */
export const TOKEN_SECONDS = 600;

/** The volume of a journal, where nobody says: an agent's decisions of a year are a small part of it. */
export const JOURNAL_BYTES = 2 ** 30;
