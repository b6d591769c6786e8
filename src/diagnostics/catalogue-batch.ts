import { error } from './entry.ts';

/** What can be wrong with batch workflows alone. */
export const batchEntries = {
  'dag-cycle': error(
    'SF4005',
    (p: { cycle: readonly string[] }) => `these executors wait for each other: ${p.cycle.join(' → ')}`,
    `
An executor starts when all that it stands \`after\` have succeeded, so no executor may come after itself, not even by way
of others.
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
  'no-command': error(
    'SF4010',
    (p: { executor: string }) => `the executor ${p.executor} has no command`,
    `
Argo Workflows starts a step by its command. Without one its controller has to ask the image's registry, which fails where
the registry is not reachable for it. Say it once for all executors in the platform, or in the executor:

    command ["python", "/app/main.py"]
`,
  ),
  'like-circle': error(
    'SF4021',
    (p: { name: string }) => `${p.name} is like itself`,
    `
\`like\` copies the clauses of another executor of the same workflow.
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
};
