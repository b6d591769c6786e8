/** What may stand between the word of a setting and its value, and behind it. */
export interface SettingShape {
  /** A word that names the system: `tracker mlflow "…"`. */
  readonly variant?: true;
  /** A record behind the value: `storage "…" { size: 50Gi }`. */
  readonly options?: true;
}

/** What a kind of declaration may hold: the words that begin its settings and its other clauses. */
export interface Body {
  /** How the declaration is called in a sentence. */
  readonly title: string;
  readonly settings: Readonly<Record<string, SettingShape>>;
  readonly clauses: readonly string[];
}

const plain: SettingShape = {};

export const bodies = {
  platform: {
    title: 'a platform',
    settings: {
      registry: plain,
      runtime: plain,
      tracker: { variant: true },
      artifacts: { variant: true, options: true },
      metrics: { variant: true },
      mesh: { variant: true },
      storage: { options: true },
      queues: plain,
      versions: plain,
      labels: plain,
      command: plain,
    },
    clauses: [],
  },
  application: { title: 'an application', settings: {}, clauses: ['team', 'on', 'serving', 'namespace', 'tracker'] },
  model: { title: 'a model', settings: {}, clauses: ['registered', 'better'] },
  workflow: {
    title: 'a workflow',
    settings: {
      timeout: plain,
      parallel: plain,
      keep: plain,
      scratch: plain,
      affinity: plain,
      nodes: plain,
      tolerations: plain,
      priority: plain,
      protocol: plain,
      available: plain,
    },
    clauses: [
      'param',
      'executor',
      'run',
      'register',
      'finally',
      'notify',
      'schedule',
      'exclusive',
      'queue',
      'service',
      'graph',
      'replicas',
      'expose',
      'backup',
      'canary',
      'shadow',
      'explainer',
      'detector',
    ],
  },
  executor: {
    title: 'an executor',
    settings: {
      image: plain,
      command: plain,
      args: plain,
      env: plain,
      resources: plain,
      timeout: plain,
      volumes: plain,
      affinity: plain,
      nodes: plain,
      tolerations: plain,
      priority: plain,
      security: plain,
      build: plain,
      gang: plain,
      mpi: plain,
    },
    clauses: ['like', 'script', 'retry', 'input', 'output', 'metric'],
  },
  service: {
    title: 'a service',
    settings: {
      image: plain,
      args: plain,
      env: plain,
      resources: plain,
      volumes: plain,
      security: plain,
      build: plain,
      model: plain,
    },
    clauses: ['server', 'inputs', 'outputs'],
  },
  agent: {
    title: 'an agent',
    settings: { role: plain, resources: plain },
    clauses: ['replicas', 'state', 'strategy'],
  },
  strategy: {
    title: 'a strategy',
    settings: {},
    clauses: [
      'cooldown',
      'limit',
      'priority',
      'timeout',
      'approval',
      'dry-run',
      'WHEN',
      'IF',
      'THEN',
      'ELSE',
      'when unknown',
      'on failure',
    ],
  },
  endpoint: {
    title: 'an endpoint',
    settings: {
      image: plain,
      command: plain,
      args: plain,
      env: plain,
      port: plain,
      resources: plain,
      volumes: plain,
      build: plain,
      at: plain,
      credentials: plain,
    },
    clauses: ['replicas'],
  },
  primitive: { title: 'a primitive', settings: {}, clauses: ['permit'] },
} satisfies Record<string, Body>;

export type BodyName = keyof typeof bodies;

export const wordsOf = (body: Body): string[] => [...Object.keys(body.settings), ...body.clauses];

/** The words that begin the declarations of a file. */
export const declarationWords: readonly string[] = [
  'import',
  'platform',
  'application',
  'param',
  'model',
  'workflow',
  'sensor',
  'agent',
  'template',
  'strategy',
  'endpoint',
  'action',
  'primitive',
];
