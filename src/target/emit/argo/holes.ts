import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IParameter } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/Parameter';
import { affinityOf } from '../../../contract/primitives/affinity.ts';
import type { BatchPlan, ExecutorPlan, HolePlan, ResourceName, TeamPlan } from '../../plan/deployment-plan.ts';
import { resourceNames } from '../containers.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { object, unlessEmpty, type Draft } from '../object.ts';
import { quoted } from './formula.ts';
import { jsonWith } from './json.ts';

/** Without this label Argo's controller does not read parameters from a ConfigMap. */
const FOR_PARAMETERS = { 'workflows.argoproj.io/configmap-type': 'Parameter' };

/** Where agents keep what they change. Nothing is in it, or the next apply would take back what they have decided. */
export function emitOverrides(team: TeamPlan, plan: BatchPlan, part: Part): KubernetesObject[] {
  if (plan.overrides === undefined) return [];
  const labels = { ...part.labels, ...FOR_PARAMETERS };
  const metadata = metadataOf(team, { ...part, labels }, plan.overrides, plan.origin);
  return [object<IConfigMap>({ apiVersion: 'v1', kind: 'ConfigMap', metadata })];
}

/** A default that agents change, from the key of the parameter's name. What a run is given itself goes before it. */
export const overriddenDefault = (
  { overrides = '' }: BatchPlan,
  name: string,
  value: string | undefined,
): Pick<Draft<IParameter>, 'valueFrom'> => ({
  valueFrom: { configMapKeyRef: { name: overrides, key: name }, default: value },
});

/** The parameters by which agents change the pods of a step, with what the sources say as their defaults. */
export const holeParameters = (team: TeamPlan, plan: BatchPlan, executor: ExecutorPlan): Draft<IParameter>[] =>
  executor.holes.map((hole) => ({
    name: hole.parameter,
    description: `${hole.kind} of the pods of ${executor.name}`,
    ...overriddenDefault(plan, hole.parameter, compiled(team, executor, hole)),
  }));

function compiled({ namespace }: TeamPlan, { image, placement, resources }: ExecutorPlan, { kind }: HolePlan): string {
  switch (kind) {
    case 'image':
      return image;
    case 'affinity':
      return JSON.stringify(placement?.affinity ? affinityOf([placement.affinity], namespace) : {});
    default:
      return String(resources?.[kind]?.asked ?? '');
  }
}

/**
 * The patch by which a run's parameters reach the pods of a step. Each hole is an expression that gives one value of its type: with
 * a plain tag in its place a value such as `{},"serviceAccountName":"x"` would go on to write other fields of the pod.
 */
export function podPatch({ holes, resources }: ExecutorPlan): string | undefined {
  const perTry = resources?.perTry ?? [];
  if (holes.length + perTry.length === 0) return undefined;
  const given = ({ parameter }: HolePlan): string => `workflow.parameters[${quoted(parameter)}]`;
  const amountOf = (kind: ResourceName, limit?: number): string | undefined => {
    const hole = holes.find((one) => one.kind === kind);
    const isGrowing = perTry.includes(kind);
    if (!hole && !isGrowing) return undefined;
    const amount = hole ? `asFloat(${given(hole)})` : String(resources?.[kind]?.asked ?? 0);
    const most = limit === undefined ? amount : hole ? `max(${amount}, ${String(limit)})` : String(limit);
    const grown = isGrowing ? `${most} * (asInt(retries) + 1)` : most;
    const json = `toJson(${kind === 'cpu' ? grown : `int(${grown})`})`;
    // Where nothing is said, nothing is asked for: `null` takes a field away.
    return hole ? `${given(hole)} == '' ? 'null' : ${json}` : json;
  };
  // Of what nothing is said, memory and GPUs are limited to what an agent says; a limit above what is asked for stays one.
  const limitOf = (kind: ResourceName): string | undefined => {
    const said = resources?.[kind];
    if (said ? said.limit === undefined : kind === 'cpu') return undefined;
    return amountOf(kind, said?.limit === said?.asked ? undefined : said?.limit);
  };
  return jsonWith((value) => {
    const amounts = (of: (kind: ResourceName) => string | undefined): readonly Amount[] =>
      (['cpu', 'memory', 'gpu'] as const).map((kind) => {
        const amount = of(kind);
        return [kind, amount === undefined ? undefined : value(amount)];
      });
    const [affinity, image] = [holes.find((hole) => hole.kind === 'affinity'), holes.find(isImage)];
    const container = {
      image: image && value(imageExpression(image, given(image))),
      resources: unlessEmpty({ requests: quantities(amounts(amountOf)), limits: quantities(amounts(limitOf)) }),
    };
    return {
      affinity: affinity && value(`toJson(fromJSON(${given(affinity)}))`),
      containers: unlessEmpty(container) && [{ name: 'main', ...container }],
    };
  });
}

type ImageHole = Extract<HolePlan, { kind: 'image' }>;
const isImage = (hole: HolePlan): hole is ImageHole => hole.kind === 'image';

type Amount = readonly [kind: ResourceName, value: string | undefined];

const quantities = (amounts: readonly Amount[]): Readonly<Record<string, string | undefined>> | undefined =>
  unlessEmpty(Object.fromEntries(amounts.map(([kind, value]) => [resourceNames[kind], value])));

/** Letters, digits and signs of tags and digests; none that separates the parts of a name. */
const TAG = '[:@][A-Za-z0-9_.:-]+';

/** One of the images that are known, or a tag of one where any will do. In the place of another stands no JSON: the step fails. */
function imageExpression({ images, tagsOf }: ImageHole, given: string): string {
  const known = `x in [${images.map(quoted).join(', ')}]`;
  if (!tagsOf) return `let x = ${given}; ${known} ? toJson(x) : fromJSON('')`;
  const [registry, name] = [tagsOf.registry, tagsOf.name].map((text) => text.replaceAll('.', '[.]'));
  const complete = `${given} matches ${quoted(`^${name ?? ''}[:@]`)} ? ${quoted(tagsOf.registry)} + ${given} : ${given}`;
  const isTag = `x matches ${quoted(`^${registry ?? ''}${name ?? ''}${TAG}$`)}`;
  return `let x = (${complete}); ${known} || ${isTag} ? toJson(x) : fromJSON('')`;
}
