import { defined } from '../../base/values/defined.ts';
import type { AccessNode, StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import type { Executor } from '../../language/model/model.ts';
import { within } from '../../language/types/term.ts';
import type { Type } from '../../language/types/type.ts';
import type { EnvironmentPlan, ObjectKey, VolumePlan } from '../plan/deployment-plan.ts';
import { platformOf, type Context } from './context.ts';
import { serversOf } from './permissions.ts';

/** What an agent shows to the servers that it asks, without the values of Secrets. */
export function accessNodes(context: Context, graph: StrategyGraph): AccessNode[] {
  const { tracker, metrics, access } = platformOf(context.application);
  const asked = serversOf(graph);
  const nodeOf = (kind: AccessNode['kind'], url: string | undefined): AccessNode[] => {
    const shown = access[kind];
    if (url === undefined || !shown || !asked[kind].has(url)) return [];
    const headers = shown.headers.map(({ name, value }) => (typeof value === 'string' ? { name, value } : { name }));
    return [
      defined<AccessNode>({
        kind,
        url,
        credentials: shown.credentials && true,
        ca: shown.ca && true,
        headers: headers.length > 0 ? headers : undefined,
      }),
    ];
  };
  return [...nodeOf('tracker', tracker), ...nodeOf('metrics', metrics)];
}

// ----------------------------------------------------------------------------------------------------------------- steps

/** Whether a step asks the tracker, as far as the sources say it: it logs, a model of it is registered, or it is given what lies there. */
export const asksTracker = ({ name, metrics, args, environment }: Executor, candidates: ReadonlySet<string>): boolean =>
  metrics.length > 0 ||
  candidates.has(name) ||
  [...args, ...environment].some(({ value }) => within(value).some(({ type }) => isOfTracker(type)));

const isOfTracker = (type: Type): boolean =>
  type.kind === 'optional' || type.kind === 'list'
    ? isOfTracker(type.of)
    : type.kind === 'scalar' && (type.name === 'ModelVersion' || type.name === 'Dataset');

const AUTHORITY = { path: '/var/run/secrets/sflow.dev/tracker', file: 'ca.crt' };

/** What MLflow's clients read by themselves of what a tracker is shown. Headers they take none. */
export function stepAccess(
  context: Context,
  workflow: string,
): { readonly environment: readonly EnvironmentPlan[]; readonly volumes: readonly VolumePlan[] } {
  const { access } = platformOf(context.application);
  const { credentials, ca, headers = [] } = access.tracker ?? {};
  if (headers[0]) context.reporter.report('headers-of-agents', headers[0].span, { workflow });
  const shown = (name: string, key: ObjectKey): EnvironmentPlan => ({ name: `MLFLOW_TRACKING_${name}`, from: key });
  const environment = ((): EnvironmentPlan[] => {
    switch (credentials?.kind) {
      case 'token':
        return [shown('TOKEN', credentials.token)];
      case 'password':
        return [shown('USERNAME', credentials.username), shown('PASSWORD', credentials.password)];
      case 'either':
        return ['USERNAME', 'PASSWORD', 'TOKEN'].map((name) => shown(name, eitherKey(credentials.secret, name)));
      default:
        return [];
    }
  })();
  if (!ca) return { environment, volumes: [] };
  const { path, file } = AUTHORITY;
  const { span, ...of } = ca;
  return {
    environment: [...environment, { name: 'MLFLOW_TRACKING_SERVER_CERT_PATH', value: [`${path}/${file}`] }],
    volumes: [{ path, origin: context.origin(span), source: { kind: 'key', of, file } }],
  };
}

/** Which of them it has is known in the cluster alone. */
const eitherKey = (name: string, key: string): ObjectKey => ({
  kind: 'secret',
  name,
  key: key.toLowerCase(),
  optional: true,
});
