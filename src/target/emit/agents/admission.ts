import type { IValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import type { IValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import type { IValidation } from 'kubernetes-models/admissionregistration.k8s.io/v1/Validation';
import type { PrimitiveNode } from '../../../contract/strategy-graph/strategy-graph.ts';
import { actionsOf } from '../../../contract/strategy-graph/walk.ts';
import type { AgentPlan, DeploymentPlan, Origin, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { object, type Draft } from '../object.ts';

/**
 * What Roles cannot say of runs: who may create one Workflow may create any, with any image and any account, and who may patch one
 * may replace the templates of its status. So agents run the templates that their strategies name, with the parameters that these
 * give, and change nothing of a run but to stop it; and they delete pods of the executors alone that they stop. Others than the
 * agents of the plan are not bound: people, Argo's controller, CronWorkflows.
 */
export function emitAdmission(plan: DeploymentPlan): KubernetesObject[] {
  return plan.teams.flatMap((team) => {
    const namespaces = new Map<string, Deeds[]>();
    for (const agent of team.agents)
      for (const [namespace, deeds] of deedsOf(plan, team, agent))
        namespaces.set(namespace, [...(namespaces.get(namespace) ?? []), deeds]);
    return [...namespaces]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([namespace, deeds]) => {
        // Builds of several teams may have agents that act in one namespace.
        const name = namespace === team.namespace ? namespace : `${namespace}.${team.namespace}`;
        return [
          ...runPolicy(namespace, `${name}.sflow-agents`, deeds),
          ...podPolicy(namespace, `${name}.sflow-agents-pods`, deeds),
        ];
      });
  });
}

/** What the strategies of an agent do to the runs of a namespace. */
interface Deeds {
  /** Of its account, as the API server knows it. */
  readonly user: string;
  readonly origin: Origin;
  /** By template and entrypoint, with a space between, the parameters that are given; the main entrypoint is not named. */
  readonly runs: Map<string, Set<string>>;
  readonly stopsRuns: boolean;
  /** Template and executor, with a space between. */
  readonly stops: Set<string>;
}

function deedsOf(plan: DeploymentPlan, team: TeamPlan, agent: AgentPlan): ReadonlyMap<string, Deeds> {
  const user = `system:serviceaccount:${team.namespace}:${agent.name}`;
  const found = new Map<string, Deeds>();
  for (const action of agent.graph.strategies.flatMap(actionsOf)) {
    if (action.kind !== 'primitive' || action.target?.kind !== 'batch') continue;
    const { namespace, template, parameters, part } = action.target;
    const before = found.get(namespace) ?? {
      user,
      origin: agent.origin,
      runs: new Map(),
      stopsRuns: false,
      stops: new Set(),
    };
    switch (action.name) {
      case 'runWorkflow':
        add(before.runs, `${template} `, Object.keys(parameters));
        break;
      case 'runExecutor':
        // It goes on with the arguments of the run that failed.
        if (part) {
          const own = paramsOf(plan, namespace, template);
          add(before.runs, `${template} ${part.entrypoint}`, [...own, part.folder, ...Object.keys(part.inputs)]);
        }
        break;
      case 'stopExecutor':
        before.stops.add(`${template} ${executorOf(action)}`);
        break;
      case 'stopWorkflow':
        break;
      default:
        continue;
    }
    found.set(namespace, { ...before, stopsRuns: before.stopsRuns || action.name === 'stopWorkflow' });
  }
  return found;
}

function add(runs: Map<string, Set<string>>, run: string, parameters: readonly string[]): void {
  runs.set(run, new Set([...(runs.get(run) ?? []), ...parameters]));
}

const paramsOf = ({ teams }: DeploymentPlan, namespace: string, template: string): readonly string[] =>
  teams
    .filter((team) => team.namespace === namespace)
    .flatMap(({ batch }) => batch)
    .filter(({ objectName }) => objectName === template)
    .flatMap(({ parameters }) => parameters.map(({ name }) => name));

/** It is known beforehand: another one is refused where the strategy is checked. */
function executorOf({ arguments: { executor } }: PrimitiveNode): string {
  return executor?.op === 'constant' && typeof executor.value === 'string' ? executor.value : '';
}

const USER = 'request.userInfo.username';
/** Of a run that is made. */
const RUN = 'variables.run';

const runValidations: readonly Draft<IValidation>[] = [
  {
    expression: `request.operation != 'CREATE' || ${RUN} in variables.runs[${USER}]`,
    messageExpression: `'no strategy of this agent runs the template and entrypoint "' + ${RUN} + '"'`,
  },
  {
    expression: "request.operation != 'CREATE' || !object.spec.?workflowTemplateRef.?clusterScope.orValue(false)",
    message: 'an agent runs templates of its namespace',
  },
  {
    expression:
      "request.operation != 'CREATE' || object.spec.all(k, k in ['workflowTemplateRef', 'arguments', 'entrypoint'])",
    messageExpression:
      "'a run of an agent overrides nothing of its template: ' + object.spec.filter(k, !(k in ['workflowTemplateRef', 'arguments', 'entrypoint'])).join(', ')",
  },
  {
    expression: "request.operation != 'CREATE' || object.spec.?arguments.orValue({}).all(k, k == 'parameters')",
    message: 'an agent gives a run parameters alone',
  },
  {
    expression: `request.operation != 'CREATE' || object.spec.?arguments.?parameters.orValue([]).all(p, p.all(k, k in ['name', 'value']) && p.name in variables.runs[${USER}][?${RUN}].orValue([]))`,
    message: 'an agent gives a run the parameters that its strategies give it, as values',
  },
  { expression: "request.operation != 'CREATE' || !has(object.status)", message: 'a run begins without a status' },
  {
    expression:
      "request.operation != 'UPDATE' || (object.spec.all(k, k == 'shutdown' || (k in oldObject.spec && object.spec[k] == oldObject.spec[k])) && oldObject.spec.all(k, k in object.spec) && object.?status == oldObject.?status)",
    message: 'an agent changes nothing of a run but to stop it',
  },
];

function runPolicy(namespace: string, name: string, deeds: readonly Deeds[]): KubernetesObject[] {
  const bound = deeds.filter(({ runs, stopsRuns }) => runs.size > 0 || stopsRuns);
  const rows = bound.map(({ user, runs }): [string, string] => [
    user,
    record([...runs].map(([run, parameters]) => [run, list([...parameters])])),
  ]);
  return policy(namespace, name, bound, {
    resourceRules: [
      {
        apiGroups: ['argoproj.io'],
        apiVersions: ['*'],
        resources: ['workflows'],
        operations: ['CREATE', 'UPDATE'],
      },
    ],
    variables: [
      { name: 'runs', expression: record(rows) },
      {
        name: 'run',
        expression: "object.spec.?workflowTemplateRef.?name.orValue('') + ' ' + object.spec.?entrypoint.orValue('')",
      },
    ],
    validations: runValidations,
  });
}

function podPolicy(namespace: string, name: string, deeds: readonly Deeds[]): KubernetesObject[] {
  const bound = deeds.filter(({ stops }) => stops.size > 0);
  const label = (name: string): string => `oldObject.metadata.?labels[?'sflow.dev/${name}'].orValue('')`;
  return policy(namespace, name, bound, {
    resourceRules: [{ apiGroups: [''], apiVersions: ['*'], resources: ['pods'], operations: ['DELETE'] }],
    variables: [{ name: 'stops', expression: record(bound.map(({ user, stops }) => [user, list([...stops])])) }],
    validations: [
      {
        expression: `(${label('workflow')} + ' ' + ${label('executor')}) in variables.stops[${USER}]`,
        message: 'an agent stops the pods of the executors that its strategies name',
      },
    ],
  });
}

interface Rules {
  readonly resourceRules: NonNullable<
    NonNullable<Draft<IValidatingAdmissionPolicy>['spec']>['matchConstraints']
  >['resourceRules'];
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly Draft<IValidation>[];
}

/** A policy for the accounts of some agents, and what puts it into force. Both belong to no namespace. */
function policy(
  namespace: string,
  name: string,
  bound: readonly Deeds[],
  { resourceRules, variables, validations }: Rules,
): KubernetesObject[] {
  const [first] = bound;
  if (!first) return [];
  const metadata = {
    name,
    labels: { 'app.kubernetes.io/managed-by': 'sflow' },
    annotations: { 'sflow.dev/source': first.origin.text },
  };
  return [
    object<IValidatingAdmissionPolicy>({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
          resourceRules,
        },
        matchConditions: [{ name: 'agents-only', expression: `${USER} in ${list(bound.map(({ user }) => user))}` }],
        variables,
        validations,
      },
    }),
    object<IValidatingAdmissionPolicyBinding>({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: name, validationActions: ['Deny'] },
    }),
  ];
}

/** As CEL writes them. Names of Kubernetes, of Argo's templates and parameters have neither quotes nor backslashes. */
const list = (texts: readonly string[]): string =>
  `[${[...texts]
    .sort()
    .map((text) => `'${text}'`)
    .join(', ')}]`;

const record = (rows: readonly (readonly [string, string])[]): string =>
  `{${[...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `'${key}': ${value}`)
    .join(', ')}}`;
