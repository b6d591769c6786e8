import { error } from './entry.ts';

/** What can be wrong with online workflows alone. */
export const onlineEntries = {
  'service-role': error(
    'SF4017',
    (p: { found: string; known: readonly string[] }) => `a service is one of ${p.known.join(', ')}, not ${p.found}`,
    `
A model answers requests; a transformer works on them before, an output step on the answers after it.
`,
  ),
  'branches-open': error(
    'SF4070',
    (p: { both: boolean }) =>
      p.both
        ? 'these branches have both a router and a combiner'
        : 'these branches have neither a router nor a combiner',
    `
A router sends each request into one of the branches that stand behind it; a combiner makes one answer of those of all
branches that stand before it. With neither, all branches would work and the answer of the first would win.

    graph prepare -> pick -> [small, large]
    graph prepare -> [small, large] -> join
`,
  ),
  'without-branches': error(
    'SF4071',
    (p: { service: string; role: string; place: string }) =>
      `there are no branches ${p.place} the ${p.role} ${p.service}`,
    `
A router stands right before branches, a combiner right behind them:

    graph prepare -> pick -> [small, large]
    graph prepare -> [small, large] -> join
`,
  ),
  'behind-branches': error(
    'SF4072',
    () => 'only output steps of the whole graph can stand here: the answers are on their way back',
    `
Behind branches, and behind a combiner, a request has been answered. What works on answers is an output step, at the end of
the graph:

    service round : output { image "round:1.0" }
    graph prepare -> [small, large] -> join -> round
`,
  ),
  'use-without-request': error(
    'SF4073',
    (p: { of: string; service: string }) =>
      `${p.service} does not say how much ${p.of} it asks for, so its use has no share`,
    `
An autoscaler compares what containers use with what they ask for, and leaves a Deployment alone in which one asks for nothing.

    resources { cpu: 1, memory: 2Gi }
`,
  ),
  'graph-missing': error(
    'SF4018',
    (p: { count: number }) => `this workflow has ${String(p.count)} services and no graph`,
    `
With more than one service the order in which a request goes through them has to be said:

    graph preprocess -> predictor -> postprocess
`,
    { absent: true },
  ),
  'not-in-graph': error(
    'SF4019',
    (p: { service: string }) => `the service ${p.service} is not in the graph`,
    `
A service outside the graph would never get a request.
`,
    { absent: true },
  ),
  'wrong-scaling': error(
    'SF4020',
    (p: { reason: string }) => p.reason,
    `
An online workflow is scaled by a sensor on Prometheus, between two numbers of replicas:

    replicas 1..5 scale on request-rate(inference) per replica to 20/s

A share or a duration is unknown while nobody calls, and then the autoscaler holds what it has; a default lets it go down:

    replicas 1..5 scale on latency(inference) default 0ms to 200ms
`,
    { absent: true },
  ),
  'unread-clause': error(
    'SF4027',
    (p: { by: string }) => `${p.by} reads no names of inputs and outputs`,
    `
What is written and read by nobody looks as if it had an effect. \`inputs\` and \`outputs\` name the tensors of a model for the
proxy that Seldon puts before TensorFlow Serving; other servers, and TensorFlow Serving itself, find them in the model:

    service classify : model { server tensorflow  model cnn@1  inputs { images }  outputs { scores } }
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
