import type { Label } from '../../base/diagnostics/diagnostic.ts';
import type { ServingNames } from '../plan/serving.ts';
import type { Symbol } from '../../language/names/scope.ts';
import type { Executor, Workflow } from '../../language/syntax/nodes.ts';
import type { Term } from '../../language/types/term.ts';
import { applicationOf, namesOf, servingOf, type Context } from './context.ts';
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
export function workflowField(context: Context, workflow: WorkflowTerm, field: string): string | undefined {
  const { symbol } = workflow;
  const { namespace } = applicationOf(context, symbol);
  if (field === 'name') return symbol.name;
  if (field === 'namespace') return namespace;
  return symbol.declaration.workflowKind.text === 'batch'
    ? batchField(symbol, namespace, field)
    : onlineField(context, workflow, namespace, field);
}

const podLabels = (namespace: string, pods: string): string => `namespace="${namespace}",pod=~"${pods}"`;

function batchField({ name, declaration }: Symbol<Workflow>, namespace: string, field: string): string {
  if (field === 'runs') return runNames(name);
  const executors = declaration.members.filter((member): member is Executor => member.kind === 'executor');
  const jobs = executors.some(isGang)
    ? `|${jobPods(name, `(${executors.map((one) => one.name.text).join('|')})`)}`
    : '';
  return podLabels(namespace, `${runNames(name)}-.+${jobs}`);
}

const isGang = ({ clauses }: Executor): boolean =>
  clauses.some((clause) => clause.kind === 'setting' && ['gang', 'mpi'].includes(clause.name.text));

function onlineField(context: Context, workflow: WorkflowTerm, namespace: string, field: string): string | undefined {
  const { symbol, variant } = workflow;
  const names = namesOf(context, symbol, variant);
  switch (field) {
    case 'deployment':
      return names.deployments[0];
    case 'destination':
      return `destination_service_name="${names.service}",destination_service_namespace="${namespace}"`;
    case 'pods':
      return podLabels(namespace, names.deployments.map(deploymentPods).join('|'));
    default: {
      const labels = ownLabels(context, workflow, names, field);
      return labels === undefined ? undefined : `${labels},namespace=~"${namespace}|"`;
    }
  }
}

/** Where it is said which system serves a workflow, if only by leaving it out. */
function servedBy(context: Context, symbol: Symbol<Workflow>): readonly Label[] {
  const { serving, span } = applicationOf(context, symbol);
  const text = serving ? 'the workflow is served by this' : `the application leaves out by what it is served`;
  return [{ span: serving?.span ?? span, text }];
}

/** A serving system has metrics of what it serves, and of nothing else. */
function ownLabels(
  context: Context,
  { symbol, span }: WorkflowTerm,
  names: ServingNames,
  system: string,
): string | undefined {
  const serving = servingOf(context, applicationOf(context, symbol));
  if (serving.name === system) return serving.selector?.(names);
  const own = serving.selector ? `sensors of ${serving.name} are in "std/${serving.name}"; ` : '';
  context.reporter.report(
    'other-serving',
    span,
    { system, workflow: symbol.name, serving: serving.name },
    {
      labels: servedBy(context, symbol),
      help: `${own}those of "std/istio" and "std/kube-state-metrics" are of workflows on every system`,
    },
  );
  return undefined;
}
