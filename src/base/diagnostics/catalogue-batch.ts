import { error, note } from './entry.ts';

/** Of an hour or a minute. */
const two = (number: number): string => String(number).padStart(2, '0');

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
  'no-next-try': error(
    'SF4038',
    (p: { executor: string; isJob: boolean }) =>
      p.isJob
        ? `the pods of ${p.executor} are those of a job, which get the same at each try`
        : `${p.executor} is tried once, so that try.number is always 1`,
    `
What an executor needs can grow with each try, so that one that was killed for its memory gets more of it the next time. For that it
has to be tried again:

    resources { memory: 8Gi * try.number }
    retry     2
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
    (p: { executor: string; output: string; what: 'key' | 'place'; items: readonly string[] }) =>
      `the items of ${p.executor} would overwrite each other's ${p.output}, whose ${p.what} does not name ${p.items.join(', ')}`,
    `
An executor that is repeated leaves its output once for each item, so the items are a part of the key in the artifact store, or of
the place in the folder that all pods of a run share:

    executor fit for rate in [0.1, 0.01] {
      output weights : Path at "/tmp/weights.bin" key "models/\${run}/\${rate}/weights.bin"
      output log     : Path at "/workflow/\${rate}/log"
    }

What comes after them can read the folder in which all of them are, by its path.
`,
  ),
  'not-shared': error(
    'SF4039',
    (p: { executor: string; output: string }) =>
      `${p.output} of ${p.executor} is gone with its container when another step reads it`,
    `
Each step has a container of its own. What another step is to find is below \`/workflow\`, the folder that all steps of a run
share, or has a \`key\` in the artifact store, from where it is brought; a claim that both steps mount at one place will do, too.

    output model : Path at "/workflow/model"
    output model : Path at "/tmp/model" key "models/\${run}"
`,
  ),
  'one-place-for-two': error(
    'SF4040',
    (p: { first: string; second: string; what: 'key' | 'place'; where: string }) =>
      `${p.first} and ${p.second} leave what they make at one ${p.what}, ${p.where}, and one may overwrite the other's`,
    `
The steps of a run share one folder, and so do those of the workflows that run within it. Steps of which neither waits for the
other leave their files at different places, and their objects under different keys; nor may a file be replaced while what reads
it may still come. Where one workflow runs twice within another, let one of its params be a part of the place:

    workflow inner : batch {
      param part : String
      executor make { image "make:1.0"  output out : Path at "/workflow/\${part}/out" }
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
  'lost-in-nesting': error(
    'SF4041',
    (p: { inner: string; outer: string; clause: string }) =>
      `within ${p.outer}, ${p.inner} would not keep its ${p.clause}`,
    `
A workflow that is a step of another one is put into it, executor by executor, and has no run of its own that could be locked, ended
or held back. What it says of its runs has to be said of those of the other workflow, or of its executors.
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
  'clocks-change': note(
    'SF4053',
    (p: { zone: string; hour: number; minute: number; twice: boolean }) =>
      `when the clocks change in ${p.zone}, Argo starts the run of ${two(p.hour)}:${two(p.minute)} ${p.twice ? 'twice' : 'not at all'}`,
    `
On the days on which clocks change, some local times come twice and others not at all, and Argo Workflows starts a run each time
that it sees one. Choose a time at which no clock is changed there, or UTC. What a strategy does by \`cron\` is done once on each
day, at the first instant after a time that is skipped:

    WHEN cron "30 2 * * *" in "Europe/Madrid"
    THEN runWorkflow(training)
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
  'mpi-without-root': error(
    'SF4054',
    (p: { executor: string }) => `the pods of ${p.executor} could not reach each other, since sshd wants to be root`,
    `
MPI starts its workers over SSH, whose server runs as root in each of them and writes to \`/run/sshd\`. Pods run as an ordinary user
unless they say otherwise.

    executor train { image "horovod:1.0"  mpi { workers: 4 }  security { root: true } }
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
