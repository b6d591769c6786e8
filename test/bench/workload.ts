import { mkdir, rm, writeFile } from 'node:fs/promises';

/**
 * W(n): n applications, each with a DAG of five steps, a served graph of three nodes with its autoscaler and route, and
 * four agents of two strategies, of which one agent scales: two that do would fight. The numbers are those of the workload that peers are measured on.
 */
interface App {
  readonly name: string;
  readonly team: string;
  readonly tag: string;
  readonly epochs: number;
  readonly maximum: number;
  readonly pool: string;
  readonly qps: number;
  readonly agents: readonly {
    readonly name: string;
    readonly metric: string;
    readonly threshold: number;
    readonly period: number;
  }[];
}

const agents = [
  ['scaler', 'qps'],
  ['monitor', 'latency_ms'],
  ['drift', 'drift_score'],
  ['retrain', 'error_rate'],
] as const;

const app = (i: number): App => ({
  name: `app-${String(i).padStart(4, '0')}`,
  team: `team-${i % 17}`,
  tag: `v1.${i % 9}.${i}`,
  epochs: 10 + (i % 7),
  maximum: 3 + (i % 5),
  pool: i % 2 === 1 ? 'gpu' : 'cpu',
  qps: 50 + (i % 40),
  agents: agents.map(([name, metric], k) => ({ name, metric, threshold: 100 + i * (k + 1), period: 15 * (k + 1) })),
});

export const PLATFORM = `platform cluster {
  registry  "registry.example.com/apps"
  tracker   mlflow "http://tracker.mlflow:8080"
  artifacts s3 "s3://models" { credentials: secret models }
  metrics   prometheus "http://prometheus.monitoring:9090"
  mesh      istio { gateway: "istio-system/public" }
  storage   "standard"
  command   ["python", "/app/main.py"]
}
`;

const steps = [
  ['extract', ''],
  ['validate', 'after extract'],
  ['train', 'after validate'],
  ['evaluate', 'after train'],
  ['publish', 'after train, evaluate'],
] as const;

function executor(app: App, name: string, after: string): string {
  return `  executor ${name} ${after} {
    image     "${name}:${app.tag}"
    command   ["python", "-m", "steps.${name}"]
    args      { run: run, epochs: ${app.epochs}, output: "/workflow/${name}" }
    env       { APP: "${app.name}", STEP: "${name}" }
    resources { cpu: 0.5, memory: 1Gi }
    nodes     { pool: "${app.pool}" }
    retry     3
  }
`;
}

function source(app: App): string {
  return `import { cluster }      from "./platform"
import { logged-mean }  from "std/mlflow"
import { request-rate } from "std/istio"

application ${app.name} { team ${app.team}  on cluster }

model ${app.name}-model { registered "${app.name}"  better accuracy }

workflow batch : batch {
  param run : String = "manual"
${steps.map(([name, after]) => executor(app, name, after)).join('')}}

workflow online : online {
  service preprocess  : transformer { image "preprocess:${app.tag}"  env { APP: "${app.name}" }  resources { cpu: 0.25, memory: 512Mi } }
  service model       : model       { image "model:${app.tag}"  env { APP: "${app.name}" }  resources { cpu: 0.25, memory: 512Mi } }
  service postprocess : output      { image "postprocess:${app.tag}"  env { APP: "${app.name}" }  resources { cpu: 0.25, memory: 512Mi } }
  graph    preprocess -> model -> postprocess
  replicas 1..${app.maximum} scale on request-rate(online, over: 1m) per replica to ${app.qps}/s
  expose   "${app.name}.example.com"
}
${app.agents
  .map(
    ({ name, metric, threshold, period }) => `
agent ${name} {
  strategy high {
    WHEN every ${period}s
    IF   logged-mean("${metric}", experiment: "${app.name}") over 1m > ${threshold}
    THEN ${name === 'scaler' ? `{ updateWorkflowReplica(online, minimum: ${app.maximum})  runWorkflow(batch, run: "${name}") }` : `runWorkflow(batch, run: "${name}")`}
  }
  strategy low {
    WHEN every ${period}s
    IF   logged-mean("${metric}", experiment: "${app.name}") over 1m < 10
    THEN ${name === 'scaler' ? 'updateWorkflowReplica(online, minimum: 1)' : `runWorkflow(batch, run: "${name}-low")`}
  }
}
`,
  )
  .join('')}`;
}

/** Writes W(n) into a fresh folder. */
export async function writeWorkload(folder: string, n: number): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/platform.sflow`, PLATFORM);
  for (let i = 1; i <= n; i += 1) await writeFile(`${folder}/${app(i).name}.sflow`, source(app(i)));
}
