import type { Label } from '../../base/diagnostics/diagnostic.ts';
import type { ServingNames } from '../plan/serving.ts';
import type { WorkflowReference } from '../../language/types/reference.ts';
import type { Term } from '../../language/types/term.ts';
import { applicationOf, namesOf, needs, servingOf, type Context } from './context.ts';
import { deploymentPods, jobPods, runNames } from './names.ts';

type WorkflowTerm = Extract<Term, { op: 'workflow' }>;

/**
 * The fields of workflows that sensors put into queries. Those that say labels have no braces around them, so that a query
 * adds its own:
 *
 * - `name`, `namespace`, `deployment`: names in the cluster; of several Deployments the one that requests come to
 * - `pods`: labels of the pods, as kube-state-metrics and the kubelet write them
 * - `runs`: a regular expression of the names of runs
 * - `destination`: labels of the Service that is called, as Istio writes them
 * - the name of a serving system: labels of its own metrics, which of a workflow that another one serves are reported.
 *   Prometheus adds the namespace of what it scrapes, if it is not told otherwise; another namespace never matches
 */
export function workflowField(context: Context, term: WorkflowTerm, field: string): string | undefined {
  const { workflow } = term;
  const { namespace } = applicationOf(context, workflow);
  if (field === 'name') return workflow.name;
  if (field === 'namespace') return namespace;
  return workflow.kind === 'batch'
    ? batchField(context, workflow, namespace, field)
    : onlineField(context, term, namespace, field);
}

const podLabels = (namespace: string, pods: string): string => `namespace="${namespace}",pod=~"${pods}"`;

function batchField({ model }: Context, { id, name }: WorkflowReference, namespace: string, field: string): string {
  if (field === 'runs') return runNames(name);
  const executors = model.batch.get(id)?.executors ?? [];
  const jobs = executors.some(({ gang }) => gang)
    ? `|${jobPods(name, `(${executors.map((executor) => executor.name).join('|')})`)}`
    : '';
  return podLabels(namespace, `${runNames(name)}-.+${jobs}`);
}

function onlineField(context: Context, term: WorkflowTerm, namespace: string, field: string): string | undefined {
  const names = namesOf(context, term.workflow, term.variant);
  switch (field) {
    case 'deployment':
      return names.deployments[0];
    case 'destination':
      needs(
        { ...context, application: applicationOf(context, term.workflow) },
        'gateway',
        term.span,
        'a sensor of what Istio measures',
      );
      return `destination_service_name="${names.service}",destination_service_namespace="${namespace}"`;
    case 'pods':
      return podLabels(namespace, names.deployments.map(deploymentPods).join('|'));
    default: {
      const labels = ownLabels(context, term, names, field);
      return labels === undefined ? undefined : `${labels},namespace=~"${namespace}|"`;
    }
  }
}

/** Where it is said which system serves a workflow, if only by leaving it out. */
function servedBy(context: Context, workflow: WorkflowReference): readonly Label[] {
  const { serving, span } = applicationOf(context, workflow);
  const text = serving ? 'the workflow is served by this' : `the application leaves out by what it is served`;
  return [{ span: serving?.span ?? span, text }];
}

/** A serving system has metrics of what it serves, and of nothing else. */
function ownLabels(
  context: Context,
  { workflow, span }: WorkflowTerm,
  names: ServingNames,
  system: string,
): string | undefined {
  const serving = servingOf(context, applicationOf(context, workflow));
  if (serving.name === system) return serving.selector?.(names, deploymentPods);
  const own = serving.selector ? `sensors of ${serving.name} are in "std/${serving.name}"; ` : '';
  context.reporter.report(
    'other-serving',
    span,
    { system, workflow: workflow.name, serving: serving.name },
    {
      labels: servedBy(context, workflow),
      help: `${own}those of "std/istio" and "std/kube-state-metrics" are of workflows on every system`,
    },
  );
  return undefined;
}
