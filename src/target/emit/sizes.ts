import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { isRecord } from '../../base/values/plain.ts';
import { layOut } from '../../contract/strategy-graph/layout.ts';
import { MAX_BYTES } from '../../contract/strategy-graph/limits.ts';
import type { AgentPlan, DeploymentPlan } from '../plan/deployment-plan.ts';
import type { KubernetesObject, ManifestFile } from './manifest.ts';
import { originFinder } from './origins.ts';
import { toYaml } from './yaml.ts';

/** Of one request to etcd, unless an operator allows more (`--max-request-bytes`). */
const ANY_OBJECT = 1.5 * 2 ** 20;
/** The Prometheus operator takes no larger file of rules, and then none of the others (`MaxConfigMapDataSize`). */
const RULES = 2 ** 19;
const SMALLEST = Math.min(ANY_OBJECT, RULES, MAX_BYTES);

/** What is too large is refused when it is applied, or later: here it is told at the line that asked for it. */
export function checkSizes(files: readonly ManifestFile[], plan: DeploymentPlan, reporter: Reporter): void {
  const originOf = originFinder(plan);
  for (const object of files.flatMap(({ objects }) => objects)) {
    if (roomAfter(object, SMALLEST) >= 0) continue;
    const { bytes, limit } = sizeOf(object);
    const origin = bytes > limit ? originOf(object) : undefined;
    if (!origin) continue;
    const { kind, metadata } = object;
    const agent = kind === 'ConfigMap' ? agentOf(metadata, plan) : undefined;
    const [what, help] = agent
      ? agent.name === metadata.name
        ? [`the ConfigMap with the strategies of ${agent.name}`, divide(agent)]
        : [`the ConfigMap with what ${agent.name} deploys`, divideBodies(agent)]
      : [`the ${kind} ${metadata.name}`, 'declare a part of this application in another one, of another team'];
    reporter.report('object-too-large', origin.span, { what, bytes, limit }, { help });
  }
}

/** A character takes three bytes, or six where it is escaped. */
const CHARACTER = 6;
/** What stands around a value: quotes, separators, the indentation of its line. */
const AROUND = 64;

/**
 * How many bytes are left of some when a value is written, as JSON or as YAML, below 0 where they may not suffice. Nearly all
 * objects are far from any limit, and are not written to learn that.
 */
function roomAfter(value: unknown, room: number): number {
  if (typeof value === 'string') return room - AROUND - CHARACTER * value.length;
  let left = room - AROUND;
  if (isList(value)) for (const item of value) left = roomAfter(item, left);
  else if (isRecord(value)) for (const key in value) left = roomAfter(value[key], left - CHARACTER * key.length);
  return left;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** What is counted of an object, in bytes, and how much of that is taken. */
function sizeOf(object: KubernetesObject): { readonly bytes: number; readonly limit: number } {
  if (object.kind === 'ConfigMap') return { bytes: dataBytes(object), limit: MAX_BYTES };
  if (object.kind === 'PrometheusRule' && 'spec' in object)
    return { bytes: Buffer.byteLength(toYaml(object.spec)), limit: RULES };
  return { bytes: Buffer.byteLength(JSON.stringify(object)), limit: ANY_OBJECT };
}

/** Of the values alone, which the API server counts. */
function dataBytes(object: KubernetesObject): number {
  const texts = 'data' in object && isRecord(object.data) ? Object.values(object.data) : [];
  return texts.reduce<number>((sum, text) => sum + Buffer.byteLength(String(text)), 0);
}

const agentOf = (
  { namespace, labels }: KubernetesObject['metadata'],
  { teams }: DeploymentPlan,
): AgentPlan | undefined =>
  teams
    .flatMap((team) => (team.namespace === namespace ? team.agents : []))
    .find(({ name }) => name === labels?.['sflow.dev/agent']);

const divideBodies = ({ name, bodies }: AgentPlan): string =>
  `split ${name}: let another agent deploy some of its ${bodies.length} workflows, or bring long texts to a service in a volume`;

/** How the graph of an agent becomes smaller. */
function divide({ name, graph: { strategies } }: AgentPlan): string {
  if (strategies.length < 2) return 'read sensors that are made of others at fewer places: each is written out there';
  const sizes = strategies.map((strategy) => ({ name: strategy.name, bytes: Buffer.byteLength(layOut(strategy)) }));
  const largest = sizes.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  return `split ${name}: put some of its ${strategies.length} strategies into another agent; the largest is ${largest.name}, with ${largest.bytes} bytes`;
}
