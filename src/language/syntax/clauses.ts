/** A clause that is a word and a value. */
export interface Setting {
  /** How it is written, as messages show it; a test reads each. */
  readonly form: string;
  /** A word that names the system stands between word and value: `tracker mlflow "…"`. */
  readonly variant?: true;
  /** A record may stand behind the value: `storage "…" { size: 50Gi }`. */
  readonly options?: true;
}

/** What a kind of declaration may hold: the words that begin its settings and its other clauses. */
export interface Body {
  /** How the declaration is called in a sentence. */
  readonly title: string;
  readonly settings: Readonly<Record<string, Setting>>;
  /** Each with how it is written. */
  readonly clauses: Readonly<Record<string, string>>;
}

const setting = (form: string): Setting => ({ form });

export const bodies = {
  platform: {
    title: 'a platform',
    settings: {
      registry: setting('registry "registry.example.org/team"'),
      runtime: setting('runtime "registry.example.org/sflow-runtime:0.1.0"'),
      tracker: {
        form: 'tracker mlflow "https://mlflow.example.org" { credentials: secret mlflow, ca: config corp-ca }',
        variant: true,
        options: true,
      },
      artifacts: {
        form: 'artifacts s3 "s3://models" { endpoint: "http://minio.team:9000", credentials: secret minio }',
        variant: true,
        options: true,
      },
      metrics: {
        form: 'metrics prometheus "https://thanos.example.org" { credentials: secret thanos.token }',
        variant: true,
        options: true,
      },
      mesh: { form: 'mesh istio { gateway: "istio-system/public" }', variant: true },
      storage: { form: 'storage "nfs-client" { size: 50Gi }', options: true },
      journal: { form: 'journal volume "fast-ssd" { size: 1Gi }', variant: true, options: true },
      queues: setting('queues { research: { weight: 4, cpu: 64, memory: 256Gi } }'),
      versions: setting('versions { argo: "4.1", istio: "1.27" }'),
      labels: setting('labels { release: "prometheus" }'),
      resources: setting('resources { cpu: 0.1..2, memory: 256Mi..none }'),
      command: setting('command ["python", "/app/main.py"]'),
      network: setting('network { egress: ["https://models.example.org"], ingress: ["ingress-nginx"] }'),
      profile: setting('profile production'),
    },
    clauses: {},
  },
  application: {
    title: 'an application',
    settings: { resources: setting('resources { cpu: 0.1..2, memory: 256Mi..none }') },
    clauses: {
      team: 'team datascience',
      on: 'on cluster',
      serving: 'serving kserve',
      namespace: 'namespace "mnist-datascience"',
      tracker: 'tracker mlflow { database: secret mlflow-database.uri }',
    },
  },
  model: {
    title: 'a model',
    settings: {
      at: setting('at "gs://models/flowers-${version}"'),
      credentials: setting('credentials secret models'),
    },
    clauses: { registered: 'registered "mnist_cnn"', better: 'better lower rmse' },
  },
  workflow: {
    title: 'a workflow',
    settings: {
      timeout: setting('timeout 6h'),
      parallel: setting('parallel 4'),
      keep: setting('keep { succeeded: 4, failed: 14d }'),
      scratch: setting('scratch 50Gi'),
      affinity: setting('affinity { away-from: serving, across: hosts }'),
      nodes: setting('nodes { "accelerator": "a100" }'),
      tolerations: setting('tolerations [{ key: "gpu", effect: no-schedule }]'),
      priority: setting('priority "high"'),
      protocol: setting('protocol v2'),
      available: setting('available 1'),
    },
    clauses: {
      param: 'param epochs : Int = 10',
      executor: 'executor train after load { image "train:1.0" }',
      run: 'run check(data: load.images) as check-images after load',
      register: 'register cnn from best of [small, large] by accuracy',
      finally: 'finally tidy on failure { image "tidy:1.0" }',
      notify: 'notify secret ml-alerts.url on failure',
      schedule: 'schedule cron "0 3 * * *" in "Europe/Madrid"',
      exclusive: 'exclusive',
      queue: 'queue volcano "research"',
      service: 'service predictor : model { server sklearn  model forest@production }',
      graph: 'graph prepare -> [small, large] -> join',
      replicas: 'replicas 2..10 scale on request-rate(inference) per replica to 20/s',
      expose: 'expose "inference.example.org"',
      backup: 'backup standby',
      deployed: 'deployed by planner-agent',
      canary: 'canary next at 10% { predictor { model cnn@candidate } }',
      shadow: 'shadow trial at 50% { predictor { model cnn@candidate } }',
      explainer: 'explainer { server anchor-images  model cnn@1 }',
      detector: 'detector drift { image "drift:1.0" }',
    },
  },
  executor: {
    title: 'an executor',
    settings: {
      image: setting('image "train:1.0"'),
      command: setting('command ["python", "/app/main.py"]'),
      args: setting('args { epochs: 10, data: load.images }'),
      env: setting('env { MODE: "fast", TOKEN: secret hub.token }'),
      resources: setting('resources { cpu: 4, memory: 8Gi, gpu: 1 }'),
      timeout: setting('timeout 1h'),
      volumes: setting('volumes { "/data": claim datasets, "/cache": 2Gi }'),
      affinity: setting('affinity { spread: true, across: zones }'),
      nodes: setting('nodes { "accelerator": "a100" }'),
      tolerations: setting('tolerations [{ key: "gpu", effect: no-schedule }]'),
      priority: setting('priority "high"'),
      security: setting('security { root: true, capabilities: ["CHOWN"] }'),
      build: setting('build { base: "python:3.13-slim", packages: ["numpy==2.3.1"] }'),
      gang: setting('gang 8'),
      mpi: setting('mpi { workers: 4 }'),
    },
    clauses: {
      like: 'like train',
      script: `script python '''print("hello")'''`,
      retry: 'retry 3 backoff 30s..5m',
      input: 'input raw : Dataset at "/data/raw" key "raw/images"',
      output: 'output images : Dataset at "/workflow/images"',
      metric: 'metric accuracy : Ratio',
    },
  },
  service: {
    title: 'a service',
    settings: {
      image: setting('image "predict:1.0"'),
      args: setting('args { level: 3 }'),
      env: setting('env { MODE: "fast", TOKEN: secret hub.token }'),
      resources: setting('resources { cpu: 1, memory: 2Gi }'),
      volumes: setting('volumes { "/data": claim datasets, "/cache": 2Gi }'),
      security: setting('security { root: true, capabilities: ["CHOWN"] }'),
      build: setting('build { base: "python:3.13-slim", packages: ["numpy==2.3.1"] }'),
      model: setting('model cnn@production'),
    },
    clauses: {
      server: 'server tensorflow',
      inputs: 'inputs { input_1 }',
      outputs: 'outputs { dense_1 }',
    },
  },
  agent: {
    title: 'an agent',
    settings: { role: setting('role "plan"'), resources: setting('resources { cpu: 0.1, memory: 128Mi }') },
    clauses: {
      replicas: 'replicas 2',
      budget: 'budget runs 24 per 1d',
      state: 'state failures : Int = 0',
      strategy: 'strategy retrain { WHEN every 1h  THEN runWorkflow(training) }',
    },
  },
  strategy: {
    title: 'a strategy',
    settings: {},
    clauses: {
      cooldown: 'cooldown 6h',
      limit: 'limit 3 per 1d',
      priority: 'priority 10',
      timeout: 'timeout 10m',
      approval: 'approval by "ml-leads"',
      'dry-run': 'dry-run',
      WHEN: 'WHEN every 1h',
      IF: 'IF score(cnn@latest) > 90% for 5m',
      THEN: 'THEN runWorkflow(training)',
      ELSE: 'ELSE stopWorkflow(training)',
      'when unknown': 'when unknown notify(secret ml-alerts.url, "no score")',
      'on failure': 'on failure notify(secret ml-alerts.url, "no training")',
    },
  },
  endpoint: {
    title: 'an endpoint',
    settings: {
      image: setting('image "judge:1.0"'),
      command: setting('command ["python", "/app/main.py"]'),
      args: setting('args { level: 3 }'),
      env: setting('env { MODE: "fast", TOKEN: secret hub.token }'),
      port: setting('port 8091'),
      resources: setting('resources { cpu: 0.1, memory: 128Mi }'),
      volumes: setting('volumes { "/data": claim reference }'),
      build: setting('build { base: "python:3.13-slim", context: "judge" }'),
      at: setting('at "https://desk.example.org/api"'),
      credentials: setting('credentials secret desk.token'),
    },
    clauses: { replicas: 'replicas 2' },
  },
  primitive: {
    title: 'a primitive',
    settings: {},
    clauses: {
      synonyms: 'synonyms [scale, autoscale]',
      permit: 'permit [get, patch] on "apps/deployments" named',
    },
  },
} satisfies Record<string, Body>;

export type BodyName = keyof typeof bodies;

export const wordsOf = (body: Body): string[] => [...Object.keys(body.settings), ...Object.keys(body.clauses)];

/** How the clause that such a word begins is written. */
export const formOf = (body: Body, word: string): string | undefined => body.settings[word]?.form ?? body.clauses[word];

/** How the triggers are written, by the words that begin them. */
export const triggerForms: Readonly<Record<string, string>> = {
  every: 'every 1h from "2026-12-01T09:00Z" until "2027-01-01T00:00Z" jitter 5m',
  at: 'at "2026-12-01T09:00Z"',
  cron: 'cron "0 3 * * *" in "Europe/Madrid"',
  called: 'called retrain(data: Dataset)',
  on: 'on training.succeeded',
};

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
