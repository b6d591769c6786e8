import { Reporter, type Result } from '../../base/diagnostics/diagnostic.ts';
import { onOneLine } from '../../base/values/words.ts';
import type { DeploymentPlan, TeamPlan } from '../plan/deployment-plan.ts';
import { emitAdmission } from './agents/admission.ts';
import { emitAgent } from './agents/agent.ts';
import { checkTexts } from './argo/check-texts.ts';
import { checkCallers } from './callers.ts';
import { emitArtifactRepository } from './argo/artifact-repository.ts';
import { emitCronWorkflow } from './argo/cron-workflow.ts';
import { emitBatch } from './argo/workflow-template.ts';
import { emitEndpoint } from './endpoints/service.ts';
import { checkHosts } from './istio/hosts.ts';
import { checkAuthentication, emitAuthentication } from './keda/authentication.ts';
import { checkFallback } from './keda/scaled-object.ts';
import { checkUse } from './kubernetes/autoscaler.ts';
import { emitClients } from './kubernetes/clients.ts';
import { emitNetworkPolicies } from './kubernetes/network-policies.ts';
import { emitTeam } from './kubernetes/team.ts';
import { checkNames } from './limits.ts';
import type { KubernetesObject, ManifestFile } from './manifest.ts';
import { checkModels } from './models.ts';
import { SOURCE } from './metadata.ts';
import { emitTracker } from './mlflow/tracker.ts';
import { emitDashboard } from './grafana/dashboard.ts';
import { emitPodMonitors } from './prometheus/pod-monitor.ts';
import { emitRules } from './prometheus/rules.ts';
import { emitOnline } from './online-objects.ts';
import { checkPlaces } from './places.ts';
import { checkLicence } from './seldon/licence.ts';
import { servingOf } from './servings.ts';
import { checkSizes } from './sizes.ts';
import { checkTemplates, checkUnique } from './unique.ts';
import { volcanoJob } from './volcano/job.ts';
import { checkQueues, emitQueues } from './volcano/queue.ts';
import { toYaml } from './yaml.ts';

export type { ManifestFile } from './manifest.ts';

/** What a target would refuse, or take and not do. */
const checks = [
  checkNames,
  checkTemplates,
  checkTexts,
  checkPlaces,
  checkServing,
  checkCallers,
  checkHosts,
  checkQueues,
  checkModels,
  checkUse,
  checkFallback,
  checkAuthentication,
  checkLicence,
];

function checkServing({ teams }: DeploymentPlan, reporter: Reporter): void {
  for (const { online, serving } of teams) {
    for (const plan of online) servingOf(serving).check(plan, reporter);
  }
}

/** All objects of a plan, a file for each thing that the user declared. */
export function emit(plan: DeploymentPlan): Result<readonly ManifestFile[]> {
  const reporter = new Reporter();
  for (const check of checks) check(plan, reporter);
  const files = [...clusterFiles(plan), ...plan.teams.flatMap(emitFiles)];
  checkUnique(files, plan, reporter);
  checkSizes(files, plan, reporter);
  return { value: files, diagnostics: reporter.diagnostics };
}

/** What belongs to no team: those who administer the cluster apply it, and no team needs a right to do so. */
const clusterFiles = (plan: DeploymentPlan): ManifestFile[] =>
  [
    { path: `${CLUSTER}/${AGENTS}`, objects: emitAdmission(plan) },
    { path: `${CLUSTER}/${QUEUES}`, objects: emitQueues(plan) },
  ].filter(({ objects }) => objects.length > 0);

/** Its folder. That of a namespace of this name has both, and then the teams' kustomization names it. */
const CLUSTER = 'cluster';
const AGENTS = 'agents.yaml';
const QUEUES = 'queues.yaml';

/** In the order of applying: what others refer to comes first. */
function emitFiles(team: TeamPlan): ManifestFile[] {
  const file = (name: string, objects: ManifestFile['objects']): ManifestFile => ({
    path: `${team.namespace}/${name}.yaml`,
    objects,
  });
  return [
    file('team', [
      ...emitTeam(team),
      ...emitArtifactRepository(team),
      ...emitClients(team),
      ...emitAuthentication(team),
    ]),
    file('network', emitNetworkPolicies(team)),
    file('tracker', emitTracker(team)),
    ...team.batch.map((plan) =>
      file(`workflow-${plan.name}`, [...emitBatch(team, plan, volcanoJob), ...emitCronWorkflow(team, plan)]),
    ),
    // What an agent deploys is nowhere in what is shipped, or the next apply would take back what the agent has decided.
    ...team.online
      .filter(({ deployedBy }) => deployedBy === undefined)
      .map((plan) => file(`workflow-${plan.name}`, emitOnline(team, plan).all)),
    ...team.endpoints.map((endpoint) => file(`endpoint-${endpoint.name}`, emitEndpoint(team, endpoint))),
    ...team.agents.map((agent) => file(`agent-${agent.name}`, emitAgent(team, agent))),
    file('monitoring', [...emitPodMonitors(team), ...emitRules(team), ...emitDashboard(team)]),
  ].filter(({ objects }) => objects.length > 0);
}

const documents = (objects: readonly KubernetesObject[]): string =>
  objects.map((object) => `---\n${toYaml(object)}`).join('');

/** Characters of the sources in a header. */
const MOST = 200;

/** The first line of a file, for who opens it; it names the sources of the objects. */
function header(objects: readonly KubernetesObject[]): string {
  const places = objects.map(({ metadata }) => (metadata.annotations?.[SOURCE] ?? '').replace(/:\d+$/, ''));
  const sources = [...new Set(places)].filter((source) => source !== '').sort();
  const from = sources.length > 0 ? ` from ${onOneLine(sources.join(', '), MOST)}` : '';
  return `# Generated by sflow${from}. Do not edit: change the sources, and run sflow build.\n`;
}

/** Everything as one stream. Namespaces come first, since an agent has Roles in those of other teams. */
export function stream(files: readonly ManifestFile[]): string {
  const isNamespace = ({ kind }: KubernetesObject): boolean => kind === 'Namespace';
  const objects = files.flatMap((file) => file.objects);
  return documents([...objects.filter(isNamespace), ...objects.filter((object) => !isNamespace(object))]);
}

const isOfNamespace = (folder: string, files: readonly string[]): boolean =>
  folder !== CLUSTER || files.some((file) => file !== AGENTS && file !== QUEUES);

/** A file for each part, with a kustomization for each namespace, one for all of them, and one for what belongs to none. */
export function writeFiles(files: readonly ManifestFile[]): { readonly path: string; readonly text: string }[] {
  const folders = new Map<string, string[]>();
  for (const { path } of files) {
    const at = path.indexOf('/');
    const folder = path.slice(0, at);
    folders.set(folder, [...(folders.get(folder) ?? []), path.slice(at + 1)]);
  }
  const kustomization = (resources: readonly string[]): string =>
    header([]) + toYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });
  return [
    ...files.map((file) => ({ path: file.path, text: header(file.objects) + documents(file.objects) })),
    ...[...folders].map(([folder, resources]) => ({
      path: `${folder}/kustomization.yaml`,
      text: kustomization(resources),
    })),
    {
      path: 'kustomization.yaml',
      text: kustomization([...folders].flatMap(([folder, own]) => (isOfNamespace(folder, own) ? [folder] : []))),
    },
  ];
}
