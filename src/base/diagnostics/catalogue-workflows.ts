import { error } from './entry.ts';

/** What can be wrong with platforms, models and workflows of both kinds. */
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
    { absent: true },
  ),
  'unknown-node': error(
    'SF4006',
    (p: { name: string; what: string; of: string }) => `${p.of} has no ${p.what} ${p.name}`,
    `
Edges lead to executors or services of the same workflow.
`,
    { absent: true, joinedBy: 'name' },
  ),
  'bad-image': error(
    'SF4009',
    (p: { image: string; reason: string }) => `${p.image} is no image: ${p.reason}`,
    `
An image is \`name:tag\` in the platform's registry, or complete with its own: \`ghcr.io/team/name:1.2\`. A tag or digest is
needed, since without one the newest image would be taken, another one each day.
`,
  ),
  'missing-clause': error(
    'SF4011',
    (p: { of: string; clause: string }) => `${p.of} has no ${p.clause}`,
    `
This part cannot be left out: nothing sensible could stand in for it.
`,
    { absent: true },
  ),
  'duplicate-clause': error(
    'SF4012',
    (p: { clause: string }) => `${p.clause} is said twice`,
    `
Each clause stands once; of two only one could count.
`,
    { readOn: 'always' },
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
    { absent: true },
  ),
  'bad-range': error(
    'SF4016',
    (p: { what: string; reason: string }) => `${p.what} ${p.reason}`,
    `
The number is outside of what the target system takes.
`,
  ),
  'bad-argument-value': error(
    'SF4022',
    (p: { found: string }) => `${p.found} cannot be given to a program as a text`,
    `
Arguments and environment variables are texts: numbers, texts, switches, datasets and model versions can be written as
one, and lists of them are written as JSON. Records and secrets cannot; a secret is given as an environment variable.
`,
  ),
  'plain-secret': error(
    'SF4024',
    (p: { name: string }) => `${p.name} looks like a secret, and is written in plain text`,
    `
Sources are in version control and manifests are readable to many. Keep the value in a Secret of the cluster and name it
in the platform, as in \`credentials: secret scanflow-secret\`: its keys become environment variables of every executor; or name one
key where it is needed, as in \`env { DATABASE_URL: secret database.url }\`. A password in an address is one, too.
`,
  ),
};
