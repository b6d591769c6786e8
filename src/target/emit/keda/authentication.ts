import type { ITriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1/TriggerAuthentication';
import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import type { AccessPlan, DeploymentPlan, ObjectKey, TeamPlan } from '../../plan/deployment-plan.ts';
import type { KubernetesObject } from '../manifest.ts';
import { metadataOf, type Part } from '../metadata.ts';
import { object, unlessEmpty } from '../object.ts';

/**
 * KEDA's operator asks the metrics server itself, with keys of Secrets that it reads where the ScaledObject is
 * (pkg/scalers/authentication, prometheus_scaler.go). All ScaledObjects of a team share one such object.
 */
export function emitAuthentication(team: TeamPlan): KubernetesObject[] {
  const { access, authentication } = team.platform.metrics ?? {};
  const parameters = access && isScaled(team) ? parametersOf(access) : [];
  if (authentication === undefined || parameters.length === 0) return [];
  const part: Part = { name: team.application, component: 'team' };
  const targets = (kind: ObjectKey['kind']): { parameter: string; name: string; key: string }[] =>
    parameters.flatMap(([parameter, of]) => (of.kind === kind ? [{ parameter, name: of.name, key: of.key }] : []));
  return [
    object<ITriggerAuthentication>({
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'TriggerAuthentication',
      metadata: metadataOf(team, part, authentication, team.origin),
      spec: {
        configMapTargetRef: unlessEmpty(targets('config')),
        secretTargetRef: unlessEmpty(targets('secret')),
      },
    }),
  ];
}

const isScaled = ({ online }: TeamPlan): boolean => online.some(({ scaling }) => scaling);

/** By the names that KEDA's scaler gives them. */
function parametersOf({ credentials, ca }: AccessPlan): (readonly [string, ObjectKey])[] {
  const authority = ca ? [['ca', ca] as const] : [];
  switch (credentials?.kind) {
    case 'token':
      return [['bearerToken', credentials.token], ...authority];
    case 'password':
      return [['username', credentials.username], ['password', credentials.password], ...authority];
    default:
      return [];
  }
}

/** Of a trigger: the object above, by the way in which it is shown, and headers that are no secret. */
export function triggerAccess({ platform: { metrics } }: TeamPlan): {
  readonly authenticationRef?: { readonly name: string };
  readonly metadata: Readonly<Record<string, string>>;
} {
  const { access, authentication } = metrics ?? {};
  if (!access || authentication === undefined) return { metadata: {} };
  const { credentials, headers } = access;
  const plain = headers.flatMap(({ name, value }) => (typeof value === 'string' ? [`${name}=${value}`] : []));
  return {
    ...(credentials ? { authenticationRef: { name: authentication } } : {}),
    metadata: {
      ...(credentials ? { authModes: credentials.kind === 'token' ? 'bearer' : 'basic' } : {}),
      ...(plain.length > 0 ? { customHeaders: plain.join(',') } : {}),
    },
  };
}

/** What KEDA would leave out without a word, so that each of its questions is refused. */
export function checkAuthentication({ teams }: DeploymentPlan, reporter: Reporter): void {
  for (const team of teams) {
    const { access } = team.platform.metrics ?? {};
    const scaled = team.online.find(({ scaling }) => scaling)?.scaling;
    if (!access || !scaled) continue;
    const refuse = (
      { span }: { span: typeof scaled.origin.span },
      what: string,
      reason: string,
      help?: string,
    ): void => {
      const labels = [{ span: scaled.origin.span, text: 'this is scaled by what it says' }];
      reporter.report('keda-cannot-ask', span, { what, reason }, { labels, ...(help === undefined ? {} : { help }) });
    };
    const { credentials, ca, headers } = access;
    if (credentials?.kind === 'either') {
      const { secret } = credentials;
      const help = `name the keys, as in: secret ${secret}.token, or { username: secret ${secret}.username, password: secret ${secret}.password }`;
      refuse(
        credentials.origin,
        'a whole Secret',
        'it has to be told whether a token is shown, or a username and a password',
        help,
      );
    }
    if (ca && !credentials) refuse(ca.origin, 'a CA alone', 'it looks at one beside credentials only');
    for (const { name, value, origin } of headers) {
      if (typeof value !== 'string')
        refuse(origin, `the secret header ${name}`, 'its headers stand in the ScaledObject');
      else if (/[,=]/.test(value))
        refuse(
          origin,
          `the header ${name}`,
          'in its list of headers a value has neither a comma nor a sign of equality',
        );
    }
  }
}
