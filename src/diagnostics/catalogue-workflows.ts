import { error } from './entry.ts';

/** What can be wrong with platforms, models and workflows. */
export const workflowEntries = {
  'bad-name': error(
    'SF4001',
    (p: { name: string; what: string; reason: string }) => `${p.name} cannot be the name of ${p.what}: ${p.reason}`,
    `
Names become Kubernetes names as they stand: lower-case letters, digits and hyphens, a letter first, no hyphen last,
63 characters at most.
`,
  ),
  'workflow-kind': error(
    'SF4002',
    (p: { kind: string }) => `a workflow is batch or online, not ${p.kind}`,
    `
A batch workflow is a DAG of executors that ends; an online workflow is a graph of services that stays up.
`,
  ),
  'wrong-member': error(
    'SF4003',
    (p: { member: string; kind: string; other: string }) =>
      `${p.member} belongs in ${p.other} workflow, and this workflow is ${p.kind}`,
    `
Params, executors and \`register\` belong in batch workflows; services, \`graph\`, \`replicas\`, \`expose\` and \`backup\` in
online ones.
`,
  ),
  'empty-workflow': error(
    'SF4004',
    (p: { name: string; needs: string }) => `the workflow ${p.name} has no ${p.needs}`,
    `
A batch workflow has at least one executor, an online workflow at least one service.
`,
  ),
  'dag-cycle': error(
    'SF4005',
    (p: { cycle: readonly string[] }) => `these executors wait for each other: ${p.cycle.join(' → ')}`,
    `
An executor starts when all that it stands \`after\` have succeeded, so no executor may come after itself, not even by way
of others.
`,
  ),
  'unknown-node': error(
    'SF4006',
    (p: { name: string; what: string; of: string }) => `${p.of} has no ${p.what} ${p.name}`,
    `
Edges lead to executors or services of the same workflow.
`,
  ),
  'not-upstream': error(
    'SF4007',
    (p: { executor: string; producer: string }) =>
      `${p.executor} does not wait for ${p.producer}, whose output it reads`,
    `
An output is there when its executor has succeeded, so whoever reads it comes after it, directly or by way of others.
`,
  ),
  'self-edge': error(
    'SF4008',
    (p: { name: string }) => `${p.name} cannot come after itself`,
    `
An executor starts when all behind its \`after\` have succeeded. Remove its own name there.
`,
  ),
  'bad-image': error(
    'SF4009',
    (p: { image: string; reason: string }) => `${p.image} is no image: ${p.reason}`,
    `
An image is \`name:tag\` in the platform's registry, or complete with its own: \`ghcr.io/team/name:1.2\`. A tag or digest is
needed, since without one the newest image would be taken, another one each day.
`,
  ),
  'no-command': error(
    'SF4010',
    (p: { executor: string }) => `the executor ${p.executor} has no command`,
    `
Argo Workflows starts a step by its command. Without one its controller has to ask the image's registry, which fails where
the registry is not reachable for it. Say it once for all executors in the platform, or in the executor:

    command ["python", "/app/main.py"]
`,
  ),
  'missing-clause': error(
    'SF4011',
    (p: { of: string; clause: string }) => `${p.of} has no ${p.clause}`,
    `
This part cannot be left out: nothing sensible could stand in for it.
`,
  ),
  'duplicate-clause': error(
    'SF4012',
    (p: { clause: string }) => `${p.clause} is said twice`,
    `
Each clause stands once; of two only one could count.
`,
  ),
  'unknown-variant': error(
    'SF4013',
    (p: { clause: string; found: string; known: readonly string[] }) =>
      `${p.clause} can be ${p.known.join(', ')}, not ${p.found}`,
    `
The word behind the clause names the system that is used.
`,
  ),
  'bad-url': error(
    'SF4014',
    (p: { url: string; expected: string }) => `${p.url} is not ${p.expected}`,
    `
Addresses are complete: with their scheme, and without a user or a password, which belong into a Secret.
`,
  ),
  'platform-lacks': error(
    'SF4015',
    (p: { platform: string; setting: string; what: string }) =>
      `the platform ${p.platform} has no ${p.setting}, which ${p.what} needs`,
    `
What a workflow or an agent uses has to be somewhere; the platform says where.
`,
  ),
  'bad-range': error(
    'SF4016',
    (p: { what: string; reason: string }) => `${p.what} ${p.reason}`,
    `
The number is outside of what the target system takes.
`,
  ),
  'service-role': error(
    'SF4017',
    (p: { found: string; known: readonly string[] }) => `a service is one of ${p.known.join(', ')}, not ${p.found}`,
    `
A model answers requests; a transformer works on them before, an output step on the answers after it.
`,
  ),
  'graph-missing': error(
    'SF4018',
    (p: { count: number }) => `this workflow has ${String(p.count)} services and no graph`,
    `
With more than one service the order in which a request goes through them has to be said:

    graph preprocess -> predictor -> postprocess
`,
  ),
  'not-in-graph': error(
    'SF4019',
    (p: { service: string }) => `the service ${p.service} is not in the graph`,
    `
A service outside the graph would never get a request.
`,
  ),
  'wrong-scaling': error(
    'SF4020',
    (p: { reason: string }) => p.reason,
    `
An online workflow is scaled by a sensor on Prometheus, between two numbers of replicas:

    replicas 1..5 scale on request-rate(inference) per replica to 20/s
`,
  ),
  'like-circle': error(
    'SF4021',
    (p: { name: string }) => `${p.name} is like itself`,
    `
\`like\` copies the clauses of another executor of the same workflow.
`,
  ),
  'bad-argument-value': error(
    'SF4022',
    (p: { found: string }) => `${p.found} cannot be given to a program as a text`,
    `
Arguments and environment variables are texts: numbers, texts, switches, datasets and model versions can be written as
one, records, lists and secrets cannot.
`,
  ),
  'metric-missing': error(
    'SF4023',
    (p: { executor: string; metric: string }) => `the executor ${p.executor} logs no metric ${p.metric}`,
    `
The best of several is chosen by a metric that all of them declare:

    metric accuracy : Ratio
`,
  ),
  'plain-secret': error(
    'SF4024',
    (p: { name: string }) => `${p.name} looks like a secret, and is written in plain text`,
    `
Sources are in version control and manifests are readable to many. Keep the value in a Secret of the cluster and name it
in the platform, as in \`credentials: secret scanflow-secret\`: its keys become environment variables of every executor.
`,
  ),
  'output-too-early': error(
    'SF4026',
    (p: { service: string; before: string }) => `the output step ${p.service} stands before ${p.before}`,
    `
Output steps work on answers, so they stand behind everything else in the graph:

    graph preprocess -> predictor -> postprocess
`,
  ),
};
