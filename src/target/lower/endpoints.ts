import { defined } from '../../base/values/defined.ts';
import type { EndpointUsePlan, ProgramPlan, ServiceEndpointPlan } from '../plan/deployment-plan.ts';
import { AGENT_PORT, PEOPLE_PORT } from '../../contract/process/agent.ts';
import { DEFAULT_SECONDS, operationPath } from '../../contract/process/endpoint.ts';
import type { EndpointAddress } from '../../contract/strategy-graph/strategy-graph.ts';
import type { CustomAction, Endpoint } from '../../language/model/model.ts';
import type { Reference } from '../../language/types/reference.ts';
import { applicationOf, completeImage, type Context } from './context.ts';
import { lowerArgument, lowerResources, lowerVariable, lowerVolumes } from './container.ts';
import { endpointAudience, endpointUrl } from './names.ts';

type Deployed = Extract<Endpoint, { placement: 'sidecar' | 'service' }>;

/** Where an operation of an endpoint is. The agent that is lowered uses the endpoint from now on. */
export function lowerAddress(
  context: Context,
  { id }: Reference,
  kind: 'sensor' | 'action',
  operation: string,
  timeoutSeconds: number = DEFAULT_SECONDS[kind],
): EndpointAddress | undefined {
  const endpoint = context.model.endpoints.get(id);
  if (!endpoint) return undefined;
  context.endpoints?.add(endpoint);
  return {
    name: endpoint.name,
    url: `${urlOf(applicationOf(context, endpoint).namespace, endpoint)}${operationPath(kind, operation)}`,
    token: hasToken(endpoint),
    timeoutSeconds,
  };
}

export const addressOfAction = (context: Context, action: CustomAction): EndpointAddress | undefined =>
  lowerAddress(context, action.endpoint, 'action', action.name, action.timeoutSeconds);

/** Without a trailing slash; the namespace is its application's. A sidecar shares the address of its agent. */
export function urlOf(namespace: string, endpoint: Endpoint): string {
  if (endpoint.placement === 'external') return endpoint.url;
  const host = endpoint.placement === 'sidecar' ? '127.0.0.1' : `${endpoint.name}.${namespace}`;
  return endpointUrl(host, endpoint.program.port);
}

/** A sidecar hears nobody but its agent, so no token is for it. */
export const hasToken = (endpoint: Endpoint): boolean =>
  endpoint.placement === 'external' ? endpoint.credentials !== undefined : endpoint.placement === 'service';

/** The endpoints that an agent uses, in the order of their names. Within one agent a name stands for one endpoint. */
export function lowerUses(context: Context, endpoints: ReadonlySet<Endpoint>): EndpointUsePlan[] {
  const taken = [AGENT_PORT, PEOPLE_PORT].map((port) => [port, { name: 'its agent' }] as const);
  const ports = new Map<number, Pick<Endpoint, 'name'> & Partial<Endpoint>>(taken);
  const seen = new Map<string, Endpoint>();
  const byName = [...endpoints].sort((a, b) => (a.name < b.name ? -1 : 1));
  return byName.map((endpoint) => {
    const { name, span } = endpoint;
    const first = seen.get(name);
    if (first) {
      const labels = [{ span: first.span, text: 'the same agent uses this one' }];
      context.reporter.report('duplicate-name', span, { name, what: 'endpoint' }, { labels });
    }
    seen.set(name, endpoint);
    if (endpoint.placement === 'sidecar') {
      const { port } = endpoint.program;
      const other = ports.get(port);
      if (other !== undefined) {
        const help = `give it another, as in: port ${String(Math.max(...ports.keys()) + 1)}`;
        const labels = other.span ? [{ span: other.span, text: 'this listens there already' }] : [];
        context.reporter.report('port-taken', span, { endpoint: name, other: other.name, port }, { help, labels });
      }
      ports.set(port, endpoint);
    }
    return lowerUse(context, endpoint);
  });
}

function lowerUse(context: Context, endpoint: Endpoint): EndpointUsePlan {
  const { name } = endpoint;
  switch (endpoint.placement) {
    case 'sidecar':
      return { name, placement: 'sidecar', program: lowerProgram(context, endpoint) };
    case 'service': {
      const { name: application, namespace } = applicationOf(context, endpoint);
      const { port } = endpoint.program;
      return { name, placement: 'service', application, namespace, port, audience: endpointAudience(namespace, name) };
    }
    case 'external': {
      const { url, credentials } = endpoint;
      return defined({
        name,
        placement: 'external',
        url,
        credentials: credentials && { kind: 'secret' as const, ...credentials },
      });
    }
  }
}

/** What the endpoints of an application are that run on their own. */
export const lowerServices = (context: Context): ServiceEndpointPlan[] =>
  endpointsOf(context)
    .filter((endpoint): endpoint is Deployed => endpoint.placement === 'service')
    .map((endpoint) => ({
      ...lowerProgram(context, endpoint),
      replicas: endpoint.program.replicas,
      callers: [],
      audience: endpointAudience(context.application.namespace, endpoint.name),
    }));

/** The endpoints of an application, in the order of their names; one that no application declares belongs to each. */
export const endpointsOf = ({ model, application }: Context): Endpoint[] =>
  [...model.endpoints.values()]
    .filter(({ id }) => (model.owners.get(id) ?? application) === application)
    .sort((a, b) => (a.name < b.name ? -1 : 1));

export const programsOf = (context: Context): Pick<Deployed['program'], 'image' | 'build'>[] =>
  endpointsOf(context).flatMap((endpoint) => (endpoint.placement === 'external' ? [] : [endpoint.program]));

function lowerProgram(context: Context, endpoint: Deployed): ProgramPlan {
  const { name, span, program } = endpoint;
  const { platform } = context.application;
  return defined({
    name,
    origin: context.origin(span),
    image: completeImage(platform.registry, program.image ?? ''),
    command: program.command,
    args: program.args.flatMap((argument) => lowerArgument(context, argument)),
    environment: program.environment.map(({ name: variable, value }) => lowerVariable(context, variable, value)),
    volumes: lowerVolumes(context, name, program.volumes, false),
    resources: lowerResources(context, program.resources),
    port: program.port,
  });
}
