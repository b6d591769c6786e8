import { defined } from '../../base/values/defined.ts';
import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import type {
  AgentAddress,
  BatchPlan,
  JournalPlan,
  OnlineNames,
  OnlinePlan,
  Origin,
  PlatformPlan,
  TeamPlan,
  TextPart,
  VersionPlan,
  VersionsPlan,
} from '../plan/deployment-plan.ts';
import { JOURNAL_BYTES } from '../../contract/process/agent.ts';
import type { ServingFacts, WorkflowObjects } from '../plan/serving.ts';
import type { Application, Endpoint, Model } from '../../language/model/model.ts';
import type { Writers } from '../../language/reason/writers.ts';
import type { Span } from '../../base/source/source.ts';
import type { Value } from '../../base/values/value.ts';
import type { Id, ModelReference, Reference } from '../../language/types/reference.ts';
import type { Lock } from '../outline/lock.ts';
import type { Changes } from './changes.ts';
import { lowerAccess } from './lower-access.ts';
import { METRICS_AUTHENTICATION, ownNames, RUNTIME_VERSION, trackerUrl } from './names.ts';
import { programsOf } from './programs.ts';

/** An online workflow as it is deployed: by this plan, with these objects. Nothing is known of one that has mistakes. */
export interface WorkflowParts {
  readonly team: TeamPlan;
  readonly plan: OnlinePlan;
  readonly objects: WorkflowObjects;
}

/** An agent that calls another one, and what it calls there. */
export interface Caller {
  readonly agent: AgentAddress;
  readonly receiver: string;
}

/** What all of lowering shares. */
export interface Context {
  readonly reporter: Reporter;
  readonly model: Model;
  /** What all agents write. */
  readonly writers: Writers;
  /** What all agents do to batch workflows. */
  readonly changes: ReadonlyMap<Id, Changes>;
  /** The plans of batch workflows, all of which are there before the first agent is lowered. */
  readonly batch: ReadonlyMap<Id, BatchPlan>;
  readonly application: Application;
  readonly lock: Lock;
  /** `dataengineer.sflow:12` */
  readonly origin: (span: Span) => Origin;
  /** The systems that can serve online workflows; the first where an application names none. */
  readonly servings: readonly [ServingFacts, ...ServingFacts[]];
  readonly callers: ReadonlyMap<Id, readonly Caller[]>;
  /** The agent that is lowered. */
  readonly agent?: Id;
  /** What an online workflow consists of, which is known once all teams but their agents are lowered. */
  readonly consistsOf: (workflow: Pick<Reference, 'id' | 'name'>) => WorkflowParts | undefined;
  /** What stands for the name of the run, where that is not its own. */
  readonly run?: TextPart;
  /** Those that the agent uses which is lowered, as they are found. */
  readonly endpoints?: Set<Endpoint>;
}

/** The name of a run, as a text. */
export const runName = ({ run = { run: true } }: Context): TextPart => run;

/** The application that deploys a workflow or an agent. */
export const applicationOf = (context: Context, { id }: Pick<Reference, 'id'>): Application =>
  context.model.owners.get(id) ?? context.application;

/** What moves the number of replicas of an online workflow; nothing where it is fixed. */
export function autoscalerOf(
  { model }: Context,
  { id }: Pick<Reference, 'id'>,
): 'scaledObject' | 'horizontalPodAutoscaler' | undefined {
  const scale = model.online.get(id)?.scale;
  return scale && (scale.kind === 'use' ? 'horizontalPodAutoscaler' : 'scaledObject');
}

/** The system that serves the online workflows of an application. An unknown one was reported. */
export const servingOf = ({ servings }: Context, { serving }: Application): ServingFacts =>
  servings.find(({ name }) => name === serving?.name) ?? servings[0];

/** The names of an online workflow or of a variant, its own and those that the serving system derives. */
export function namesOf(context: Context, workflow: Pick<Reference, 'id' | 'name'>, variant?: string): OnlineNames {
  const services = programsOf(context.model.online.get(workflow.id) ?? { services: [], graph: [] });
  const serving = servingOf(context, applicationOf(context, workflow));
  const derived = serving.names(workflow.name, services, variant);
  return { ...derived, ...ownNames(workflow.name, derived.deployments) };
}

/** What is known of a model beforehand: its name in the registry, and by what its versions are compared. */
export function modelField({ registered, better }: ModelReference, name: string): Value {
  if (name === 'direction') return better?.lower ? -1 : 1;
  return name === 'better' ? (better?.metric ?? '') : registered;
}

/** The URI by which MLflow's clients know a version: an alias stands behind @, a number behind a slash. */
export const versionUri = (name: string, version: string): string =>
  /^\d+$/.test(version) ? `models:/${name}/${version}` : `models:/${name}@${version}`;

/** What a team finds on its platform: with a tracker of its own, that one. */
export const platformOf = ({ platform, tracker, namespace }: Application): Application['platform'] =>
  tracker
    ? { ...platform, tracker: trackerUrl(namespace), access: { ...platform.access, tracker: undefined } }
    : platform;

/** How a platform says where something is. */
const platformForms = {
  tracker: 'tracker mlflow "http://mlflow.team:5000"',
  metrics: 'metrics prometheus "http://prometheus.monitoring:9090"',
  artifacts: 'artifacts s3 "s3://models" { endpoint: "http://minio.team:9000", credentials: secret minio }',
  gateway: 'mesh istio { gateway: "istio-system/public" }',
  storage: 'storage "nfs-client" { size: 50Gi }',
};

/** A setting of the platform that something needs; without it nothing can be deployed, which is said where it is needed. */
export function needs<K extends 'tracker' | 'metrics' | 'artifacts' | 'gateway' | 'storage'>(
  context: Context,
  setting: K,
  span: Span,
  what: string,
): Application['platform'][K] {
  const platform = platformOf(context.application);
  const value = platform[setting];
  if (value === undefined) {
    const clause = setting === 'gateway' ? 'mesh' : setting;
    context.reporter.report(
      'platform-lacks',
      span,
      { platform: platform.name, setting: clause, what },
      {
        labels: [{ span: platform.span, text: `${platform.name} is declared here` }],
        help: `say in the platform where it is, as in: ${platformForms[setting]}`,
      },
    );
  }
  return value;
}

/** An image with its registry. One that names a host already has it. */
export function completeImage(registry: string | undefined, image: string): string {
  const [first = ''] = image.split('/');
  const hasHost = image.includes('/') && (first.includes('.') || first.includes(':') || first === 'localhost');
  return hasHost || registry === undefined ? image : `${registry.replace(/\/+$/, '')}/${image}`;
}

/** The newest releases; of Seldon Core the last under Apache-2.0. */
const defaultVersions: VersionsPlan = {
  argo: { major: 4, minor: 1 },
  istio: { major: 1, minor: 31 },
  keda: { major: 2, minor: 20 },
  seldon: { major: 1, minor: 17 },
};

function lowerVersions({ origin, application: { platform } }: Context): VersionsPlan {
  const version = (system: keyof VersionsPlan): VersionPlan => {
    const said = platform.versions[system];
    return said ? { major: said.major, minor: said.minor, origin: origin(said.span) } : defaultVersions[system];
  };
  return { argo: version('argo'), istio: version('istio'), keda: version('keda'), seldon: version('seldon') };
}

function lowerJournal(journal: Application['platform']['journal']): JournalPlan {
  if (journal?.kind !== 'postgres') return { bytes: JOURNAL_BYTES, ...(journal ?? { kind: 'volume' }) };
  const { kind, secret, key, port } = journal;
  return { kind, url: { kind: 'secret', name: secret, key }, port };
}

export function lowerPlatform(context: Context): PlatformPlan {
  const { origin, application } = context;
  const platform = platformOf(application);
  const { access } = platform;
  return defined({
    runtimeImage: platform.runtime ?? completeImage(platform.registry, `sflow-runtime:${RUNTIME_VERSION}`),
    tracker:
      platform.tracker === undefined ? undefined : { url: platform.tracker, ...lowerAccess(origin, access.tracker) },
    artifacts: platform.artifacts,
    metrics:
      platform.metrics === undefined
        ? undefined
        : { url: platform.metrics, authentication: METRICS_AUTHENTICATION, ...lowerAccess(origin, access.metrics) },
    gateway: platform.gateway,
    storage: platform.storage,
    journal: lowerJournal(platform.journal),
    versions: lowerVersions(context),
    monitoringLabels: platform.labels,
    queues: (platform.queues ?? []).map(({ span, ...queue }) => ({ ...queue, origin: origin(span) })),
  });
}
