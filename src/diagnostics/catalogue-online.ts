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
  'output-too-early': error(
    'SF4026',
    (p: { service: string; before: string }) => `the output step ${p.service} stands before ${p.before}`,
    `
Output steps work on answers, so they stand behind everything else in the graph:

    graph preprocess -> predictor -> postprocess
`,
  ),
};
