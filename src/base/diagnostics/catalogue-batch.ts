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
    { absent: true },
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
    { absent: true },
  ),
  'like-circle': error(
    'SF4021',
    (p: { circle: readonly string[] }) =>
      p.circle.length > 2
        ? `these executors are like each other: ${p.circle.join(' → ')}`
        : `${p.circle[0] ?? ''} is like itself`,
    `
\`like\` copies the clauses of another executor of the same workflow. In a circle none has clauses of its own to begin with.
`,
  ),
  'metric-missing': error(
    'SF4023',
    (p: { executor: string; metric: string }) => `the executor ${p.executor} logs no metric ${p.metric}`,
    `
The best of several is chosen by a metric that all of them declare:

    metric accuracy : Ratio
`,
    { absent: true },
  ),
  'too-many-items': error(
    'SF4030',
    (p: { count: number; limit: number }) =>
      `these lists make ${String(p.count)} combinations; a workflow may have ${String(p.limit)}`,
    `
Each combination of items is a pod of its own, and Argo Workflows keeps all of them in one object, whose size is limited.
Search in several workflows, or pick the combinations in a program that writes them into a file:

    output grid : List<String> from "/tmp/grid.json"
`,
  ),
  'maybe-absent': error(
    'SF4031',
    (p: { executor: string; output: string; condition: string }) =>
      `${p.output} of ${p.executor} may not be there, since ${p.executor} only runs when ${p.condition}`,
    `
An executor that is left out counts as done, so what comes after it runs. What it would have left is not there: a value needs
another one for that case, and a file can only be read by a step that runs only where this one does: under the same condition,
or one that asks for more.

    output rows : Int from "/tmp/rows" default 0
`,
  ),
  'stored-by-many': error(
    'SF4032',
    (p: { producer: string; output: string }) =>
      `${p.producer} leaves ${p.output} once for each of its items, so it is not clear which is meant`,
    `
An executor that is repeated leaves an object in the artifact store, or a file at a place that names the item, for each item.
Read the folder in which all of them are, from the store as an input with its key, or choose one by a metric with
\`register … from best of\`.
`,
  ),
  'key-of-many': error(
    'SF4036',
    (p: { executor: string; output: string; items: readonly string[] }) =>
      `the items of ${p.executor} would overwrite each other's ${p.output}, whose key does not name ${p.items.join(', ')}`,
    `
An executor that is repeated leaves its output once for each item, so the items are a part of the key:

    executor fit for rate in [0.1, 0.01] {
      output weights : Path at "/tmp/weights.bin" key "models/\${run}/\${rate}/weights.bin"
    }
`,
  ),
  'gone-at-end': error(
    'SF4037',
    (p: { step: string; workflow: string }) => `${p.step} of ${p.workflow} reads this at the end, when it may be gone`,
    `
What stands behind \`finally\` runs whatever happened, so the step whose value it would read may have failed. The steps for the
end of a workflow that is a part of another one run at the end of that one; give them params of the workflow and constants.
`,
  ),
  'nested-circle': error(
    'SF4033',
    (p: { cycle: readonly string[] }) => `these workflows run each other: ${p.cycle.join(' → ')}`,
    `
A workflow that is a step of another one is put into it, executor by executor; one that is a step of itself, even by way of
others, would never end.
`,
  ),
  'bad-condition': error(
    'SF4034',
    (p: { reason: string }) => `this cannot decide whether a step runs: ${p.reason}`,
    `
A condition compares params of the workflow and values of the executors before, which are known when the step would start:

    executor train after extract when extract.rows >= 1000 { … }
`,
  ),
  'schedule-without-value': error(
    'SF4050',
    (p: { param: string }) => `a run by schedule would have no value for the param ${p.param}`,
    `
Nobody is there to give a value when the time comes, so each param of a scheduled workflow has a default, or is optional.
`,
  ),
  'left-by-several': error(
    'SF4052',
    (p: { executor: string; output: string }) =>
      `${p.executor} runs in several pods, so nobody could say which of them leaves ${p.output}`,
    `
The pods of a gang are a job of Volcano, whose outcome is all that the run learns of it. Let one of them write onto the shared
volume, and let the next executor read it there:

    output model : Path at "/workflow/model"
`,
  ),
  'unknown-queue': error(
    'SF4051',
    (p: { queue: string; known: readonly string[] }) =>
      p.known.length > 0
        ? `the platform has no queue ${p.queue}; it has ${p.known.join(', ')}`
        : `the platform has no queue ${p.queue}`,
    `
Volcano leaves pods of a queue that there is not waiting for ever. Queues are declared in the platform, which makes them; the
queue \`default\` is always there.
`,
  ),
  'same-place-twice': error(
    'SF4035',
    (p: { executor: string; path: string; other: string }) =>
      `${p.executor} would find two things at ${p.path}: this one and ${p.other}`,
    `
What an executor reads from the artifact store lies at the place where its producer left it. Two of them cannot lie at one
place, and none on the shared volume or another volume of the executor. Nor can a volume lie where what runs the container has one
of its own: Argo Workflows at \`/var/run/argo\`, Seldon Core at \`/etc/podinfo\`, and the systems that serve a model where its server
finds it, which is \`/mnt/models\`, or \`/models\` on plain Deployments.
`,
  ),
};
