import { LABEL_LENGTH } from '../../base/values/label.ts';
import { AGENT_PORT } from '../../contract/process/agent.ts';
import type { HoleName, OnlineNames } from '../plan/deployment-plan.ts';
import type { ServingNames } from '../plan/serving.ts';

/**
 * The one place where a Kubernetes name is made. Names of the source are taken as they stand; what is added is fixed, so
 * that a name can be told from the source alone.
 */

/** The runtime that this compiler's strategy graphs are for. */
export const RUNTIME_VERSION = '0.1.0';

/** The claim of the volume behind the folder that executors share. */
export const SHARED_CLAIM = 'sflow-workflow';

/** The service account of executors. */
export const EXECUTOR_ACCOUNT = 'sflow-executor';

/** The team's own tracker. A Service that is called `mlflow` would become variables that MLflow takes for its settings. */
export const TRACKER = 'sflow-tracker';
export const TRACKER_PORT = 5000;
export const trackerUrl = (namespace: string): string => `http://${TRACKER}.${namespace}:${String(TRACKER_PORT)}`;

/** Where KEDA reads what it shows to the metrics server. */
export const METRICS_AUTHENTICATION = 'sflow-metrics';

/** The policies of pods of workflows, where there have to be some. */
export const POLICIES = {
  steps: 'sflow-steps',
  services: 'sflow-services',
  detectors: 'sflow-detectors',
  programs: 'sflow-programs',
} as const;

/** The ConfigMap with the settings of clients that all steps of a team share. */
export const CLIENTS_CONFIG = 'sflow-clients';

/** Our own names of an online workflow, none of which a serving system may derive too. */
export const ownNames = (workflow: string, deployments: readonly string[]): Omit<OnlineNames, keyof ServingNames> => ({
  autoscalers: deployments.map((deployment, index) => ({
    name: `${workflow}-scale${index === 0 ? '' : `-${String(index)}`}`,
    deployment,
  })),
  virtualService: `${workflow}-sflow`,
  disruptionBudget: `${workflow}-budget`,
});

/** The Deployment and Service of a detector, and the port on which it gets requests. */
export const detectorName = (workflow: string, detector: string): string => `${workflow}-${detector}`;
export const DETECTOR_PORT = 8080;

/** Where an endpoint is. */
export const endpointUrl = (host: string, port: number): string => `http://${host}:${String(port)}`;
/** The audience of tokens for an endpoint of a team. */
export const endpointAudience = (namespace: string, name: string): string => `${name}.${namespace}.sflow.dev`;

/** The ConfigMap in which agents keep what they changed of a batch workflow. */
export const overridesName = (workflow: string): string => `sflow-overrides-${workflow}`;

/** The Argo parameter by which agents change something of the pods of a step; its key in that ConfigMap has the same name. */
export const overrideParameter = (what: HoleName, step: string): string => `sflow-${what}-${step}`;

/** The template that runs an executor and all that comes after it. */
export const partName = (executor: string): string => `from-${executor}`;

export const agentUrl = (namespace: string, name: string): string =>
  `http://${name}.${namespace}:${String(AGENT_PORT)}`;

/** The Argo parameter of a field of a param, as `model-name`. */
export const fieldParameter = (param: string, field: string): string => `${param}-${field}`;

/** The labels that all pods of a workflow carry, whichever system makes them. */
export const workflowLabels = (application: string, workflow: string): Record<string, string> => ({
  'sflow.dev/app': application,
  'sflow.dev/workflow': workflow,
});

/** The claim within a run of a volume of its own. */
export const SCRATCH_CLAIM = 'scratch';

/** The input by which a step gets a value of another one. No name of the source has an underscore, so it meets no other. */
export const valueInput = (step: string, output: string): string => `${step}_${output}`;

/** An executor of a workflow that is a step of another one. */
export const nestedName = (step: string, executor: string): string => `${step}-${executor}`;

/** The ConfigMap that says where the artifacts of a team's runs lie. */
export const ARTIFACTS_CONFIG = 'sflow-artifacts';
export const ARTIFACTS_KEY = 's3';

/** The step that tells a webhook how a run ended. */
export const notificationName = (index: number): string => (index === 0 ? 'notify' : `notify-${String(index + 1)}`);

/** The step that registers the best of some executors. */
export const registerName = (model: string): string => `register-${model}`;

/** Letters and digits of which Kubernetes makes the ends of names. */
const END = '[a-z0-9]{5}';

/** Names of pods are cut before their end, so that they are a label. */
const POD_PREFIX = LABEL_LENGTH - 5;

/**
 * Regular expressions of names that the cluster makes, for queries. They tell the pods of `a` from those of `a-b`.
 *
 * A Deployment's pod is called `<deployment>-<hash of up to 10>-<5>`.
 */
export const deploymentPods = (deployment: string): string =>
  deployment.length + 12 <= POD_PREFIX
    ? `${deployment}-[a-z0-9]{1,10}-${END}`
    : `${`${deployment}-`.slice(0, POD_PREFIX)}[a-z0-9-]*${END}`;

/** A run ends in ten characters, given by an agent or by a schedule's time, or in five without vowels, given by Argo. */
export const runNames = (workflow: string): string => `${workflow}-([0-9a-f]{10}|[b-df-hj-np-tv-z0-9]{5})`;

/** The pods of a job of Volcano that an executor starts. */
export const jobPods = (workflow: string, executor: string): string =>
  `${workflow}-${executor}-${END}-(master|worker)-[0-9]+`;
