import { error } from './entry.ts';

/** What can be wrong with custom sensors and actions, and with the endpoints behind them. */
export const endpointEntries = {
  'cannot-travel': error(
    'SF5101',
    (p: { what: string; type: string }) => `${p.what} is ${p.type}, which cannot be sent over HTTP`,
    `
Arguments and results of custom sensors and actions are JSON. Numbers go in base units (seconds, bytes, fractions, 1/s), and
workflows, model versions and data as records of texts. A Secret never leaves the cluster in an argument: the endpoint itself
gets it, as in \`env { TOKEN: secret hub.token }\`. A workflow or a model cannot be a result.
`,
  ),
  'endpoint-clause': error(
    'SF5102',
    (p: { clause: string; placement: string }) => `${p.clause} has no effect on an endpoint that is ${p.placement}`,
    `
A \`sidecar\` runs beside each agent that uses it, and a \`service\` on its own: both have an \`image\` and what a container takes,
and a service has \`replicas\`. An \`external\` endpoint exists already: it has an address (\`at\`), and maybe \`credentials\`.
`,
  ),
  'port-taken': error(
    'SF5103',
    (p: { endpoint: string; other: string; port: number }) =>
      `${p.endpoint} and ${p.other} would both listen on the port ${p.port} of one pod`,
    `
A sidecar shares the address of its agent, which listens on the port 8080, and of other sidecars. Give it a port of its own,
as in \`port 8091\`; the program finds it in the variable PORT.
`,
  ),
};
