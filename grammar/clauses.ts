/** What may stand between the word of a setting and its value, and behind it. */
export interface SettingShape {
  /** A word that names the system: `tracker mlflow "…"`. */
  readonly variant?: true;
  /** A record behind the value: `storage "…" { size: 50Gi }`. */
  readonly options?: true;
}

/** A kind of body: how it is called in a sentence, its settings, and the words that begin its other clauses. */
export interface Body {
  readonly description: string;
  readonly settings: Readonly<Record<string, SettingShape>>;
  readonly clauses: readonly string[];
}

const plain: SettingShape = {};

export const bodies = {
  platform: {
    description: 'a platform',
    settings: {
      registry: plain,
      runtime: plain,
      tracker: { variant: true },
      artifacts: { variant: true, options: true },
      metrics: { variant: true },
      mesh: { variant: true },
      storage: { options: true },
      command: plain,
    },
    clauses: [],
  },
  application: { description: 'an application', settings: {}, clauses: ['team', 'on', 'namespace'] },
  model: { description: 'a model', settings: {}, clauses: ['registered', 'better'] },
  workflow: {
    description: 'a workflow',
    settings: {},
    clauses: ['param', 'executor', 'register', 'service', 'graph', 'replicas', 'expose', 'backup'],
  },
  executor: {
    description: 'an executor',
    settings: { image: plain, command: plain, args: plain, env: plain, resources: plain, timeout: plain, nodes: plain },
    clauses: ['like', 'retry', 'output', 'metric'],
  },
  service: {
    description: 'a service',
    settings: { image: plain, env: plain, resources: plain, model: plain },
    clauses: ['server', 'inputs', 'outputs'],
  },
  agent: { description: 'an agent', settings: { role: plain, resources: plain }, clauses: ['replicas', 'strategy'] },
  strategy: { description: 'a strategy', settings: {}, clauses: [] },
} satisfies Record<string, Body>;

/** Outside of all bodies: no word begins a clause there. */
export const nowhere: Body = { description: 'a file', settings: {}, clauses: [] };

/** The words that begin declarations of a file. */
export const declarationWords = [
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
  'primitive',
];

export const wordsOf = (body: Body): string[] => [...Object.keys(body.settings), ...body.clauses];
