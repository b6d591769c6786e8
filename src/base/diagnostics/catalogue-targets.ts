import { error } from './entry.ts';

/** What a target system would refuse. */
export const targetEntries = {
  'name-too-long': error(
    'SF6001',
    (p: { what: string; name: string; limit: number }) =>
      `${p.what} would be ${p.name}, which has ${String(p.name.length)} characters; it may have ${String(p.limit)}`,
    `
Some names are composed of others, by this compiler or by the systems that run the objects, and Kubernetes limits what comes
out: 63 characters for most, 48 for a service in a graph of Seldon Core (whose label it becomes a part of). Shorten the name
at the place that is shown.
`,
  ),
  'object-too-large': error(
    'SF6008',
    (p: { what: string; bytes: number; limit: number }) =>
      `${p.what} would have ${String(p.bytes)} bytes; it may have ${String(p.limit)}`,
    `
Objects have a largest size: a ConfigMap 1 MiB of data, all others 1.5 MiB, and the Prometheus operator takes 512 KiB of rules
at once. An agent finds its strategies in a ConfigMap, in which a sensor that is made of others is written out wherever it is
read. Put some of the strategies into another agent, read large sensors at fewer places, or divide the application among teams.
`,
  ),
  'object-twice': error(
    'SF6002',
    (p: { kind: string; name: string; namespace: string }) =>
      `there would be two objects ${p.kind} ${p.name}${p.namespace === '' ? '' : ` in the namespace ${p.namespace}`}`,
    `
Names of the source become names of objects, and in one namespace two objects of a kind cannot share one. Rename one of the
two, or give the applications different namespaces.
`,
  ),
  'template-name-twice': error(
    'SF6003',
    (p: { what: string; name: string; workflow: string }) =>
      `the workflow ${p.workflow} would have two ${p.what} called ${p.name}`,
    `
Beside your own names a workflow has some that are made: the step \`main\`, with which Argo Workflows starts; the step
\`register-MODEL\` for each model that is registered; the parameter \`PARAM-FIELD\` for each field of a param that is a record,
as \`model-name\`; and where an agent changes or runs an executor the parameters \`sflow-folder\` and \`sflow-WHAT-EXECUTOR\`, as
\`sflow-memory-fit\`, and the step \`from-EXECUTOR\`. Rename the executor or the param.
`,
  ),
  'braces-in-default': error(
    'SF6004',
    (p: { name: string; workflow: string }) =>
      `the default of the param ${p.name} of ${p.workflow} has two opening braces, which Argo Workflows reads as its own`,
    `
Argo Workflows fills in what stands between double braces wherever a parameter's value ends up. In arguments and environment
variables they can be written as you like; as the value of a param there is no way to write them.
`,
  ),
  'braces-in-text': error(
    'SF6020',
    (p: { executor: string; what: string }) =>
      `${p.what} of ${p.executor} has two opening braces, which Argo Workflows reads as its own`,
    `
Argo Workflows fills in what stands between double braces. In arguments and environment variables they can be written as you
like; in the items of a fan-out, in paths, in keys of the artifact store and in defaults there is no way to write them.
`,
  ),
  'graph-too-deep': error(
    'SF6005',
    (p: { name: string; levels: number; limit: number }) =>
      `the graph of ${p.name} has ${String(p.levels)} services in a row; Seldon Core keeps ${String(p.limit)}`,
    `
The definition of a SeldonDeployment spells the graph out to a fixed depth, and an API server drops what lies deeper. Put
some of the steps into one service.
`,
  ),
  'mixed-protocols': error(
    'SF6006',
    (p: { name: string; servers: readonly string[] }) =>
      `the servers ${p.servers.join(' and ')} of ${p.name} do not speak one protocol`,
    `
All services of a workflow speak one protocol. Triton and Hugging Face servers speak only the second version of the open
inference protocol, TensorFlow's only Seldon's own; the others speak both. Serve them in workflows of their own.
`,
  ),
  'server-protocol': error(
    'SF6041',
    (p: { name: string; server: string; protocol: string }) =>
      `the server ${p.server} of ${p.name} does not speak the protocol ${p.protocol}`,
    `
Seldon Core has no image for such a server, so its pod would never start. TensorFlow's server speaks \`seldon\` and
\`tensorflow\`, Triton and Hugging Face \`v2\`, the others \`seldon\` and \`v2\`. Without the clause \`protocol\` one is
chosen that all servers of the workflow speak.
`,
  ),
  'serving-cannot': error(
    'SF6050',
    (p: { system: string; what: string; others: readonly string[] }) =>
      `${p.system} cannot serve ${p.what}; ${p.others.length > 0 ? `${p.others.join(' and ')} can` : 'no system can'}`,
    `
The systems that serve online workflows do not all have the same parts. Choose another one for the application, or leave the
part out:

    application leaf { team datascience  on cluster  serving seldon }
`,
  ),
  'other-serving': error(
    'SF6051',
    (p: { system: string; workflow: string; serving: string }) =>
      `${p.workflow} is served by ${p.serving}, and this sensor reads metrics of ${p.system}`,
    `
Serving systems have metrics of their own, about the workflows that they serve and no others. Import the sensor from the
library of the system that serves the workflow, as \`std/kserve\`, or from one that is about workflows on every system:

    import { request-rate } from "std/istio"
`,
  ),
  'image-made-twice': error(
    'SF6080',
    (p: { image: string }) => `the image ${p.image} is made in two ways`,
    `
An image has one way in which it is made. Steps that share it say the same, or one of them alone says how:

    image "train:1.0"
    build { base: "python:3.13-slim", packages: ["numpy==2.3.1"], context: "images/train" }
`,
  ),
  'host-twice': error(
    'SF6009',
    (p: { host: string; name: string; other: string }) => `${p.name} is exposed at ${p.host}, and so is ${p.other}`,
    `
A host has one route. Of two for the same host only one counts, and which one is not said. Give each workflow a host of its
own; for a share of the requests a workflow has canaries:

    canary next at 10% { predictor { model mnist-cnn@candidate } }
`,
  ),
  'larger-than-queue': error(
    'SF6010',
    (p: { executor: string; of: string; pods: number; asked: string; queue: string; limit: string }) =>
      `${p.pods > 1 ? `the ${String(p.pods)} pods of ${p.executor} ask` : `${p.executor} asks`} for ${p.asked} of ${p.of}, and the queue ${p.queue} has ${p.limit}`,
    `
Pods that start together have to fit into their queue together, those of MPI with their master. What is larger waits for ever,
and no message tells it. Ask for less, for fewer pods, or give the queue more:

    queues { research: { weight: 2, cpu: 64, memory: 256Gi } }
`,
  ),
  'instances-differ': error(
    'SF6007',
    (p: { name: string; own: string; other: string; others: string }) =>
      `callers of ${p.name} speak ${p.own}, and ${p.other}, which gets requests of theirs, ${p.others}`,
    `
When traffic moves to a backup or a variant, callers go on as before. So both have to have the same transport and the same
protocol. On KServe and on plain Deployments callers of a single server also name the model in the path of a request, by the
name of its service: there the service of the backup has to be called as the workflow's own.
`,
  ),
};
