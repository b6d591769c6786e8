import { defined } from '../../../base/values/defined.ts';
import type { Span } from '../../../base/source/source.ts';
import type { Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import type { Term } from '../../types/term.ts';
import { Bytes, Cpu, Int, Profile, Secret, Text, list, optional, record } from '../../types/type.ts';
import type { Value } from '../../../base/values/value.ts';
import type { Checker } from '../checker.ts';
import { checkAccess } from './check-access.ts';
import { checkJournal } from './check-journal.ts';
import { checkNetwork } from './check-network.ts';
import { checkLabels } from './check-labels.ts';
import { checkName } from '../check-name.ts';
import { checkDefaults } from '../program/check-resources.ts';
import { checkVersions } from './check-versions.ts';
import type { Platform, QueueDeclaration } from '../../model/model.ts';
import { settingsOf } from '../settings.ts';

/** The words that may stand between a clause of the platform and its value. */
const variants: Readonly<Record<string, readonly string[]>> = {
  tracker: ['mlflow'],
  artifacts: ['s3'],
  metrics: ['prometheus'],
  mesh: ['istio'],
  journal: ['volume', 'postgres'],
};

export function checkPlatform(checker: Checker, symbol: Symbol<syntax.Platform>): Platform {
  const { declaration } = symbol;
  const environment = checker.environment(symbol.file);
  const settings = settingsOf(checker.reporter, declaration.settings);
  for (const [clause, setting] of settings) checkVariant(checker, clause, setting);
  const text = (clause: string): string | undefined => {
    const setting = settings.get(clause);
    return setting && checker.text(environment, setting.value, Text, `the ${clause} of a platform`);
  };
  const address = (clause: string): string | undefined =>
    urlOf(checker, settings.get(clause)?.value.span, text(clause), ...WEB);
  const tracker = address('tracker');
  const metrics = address('metrics');
  const access = defined<Platform['access']>({
    tracker: checkAccess(environment, settings.get('tracker'), tracker),
    metrics: checkAccess(environment, settings.get('metrics'), metrics),
  });
  const artifacts = checkArtifacts(checker, environment, settings.get('artifacts'));
  const gateway = checkMesh(checker, environment, settings.get('mesh'));
  const storage = checkStorage(checker, environment, settings.get('storage'));
  const journal = checkJournal(checker, environment, settings.get('journal'));
  const command = settings.get('command');
  const words = command && checker.constant(environment, command.value, list(Text), 'the command of a platform');
  const queues = checkQueues(checker, environment, settings.get('queues'));
  const versions = settings.get('versions');
  const labels = settings.get('labels');
  const profile = settings.get('profile');
  const registry = text('registry');
  const runtime = text('runtime');
  return defined({
    name: symbol.name,
    span: declaration.name.span,
    registry,
    runtime,
    tracker,
    metrics,
    access,
    artifacts,
    gateway,
    storage,
    journal,
    queues,
    versions: versions ? checkVersions(checker, environment, versions.value) : {},
    labels: labels ? checkLabels(checker, environment, labels.value) : {},
    command: Array.isArray(words) ? words.map(String) : undefined,
    network: checkNetwork(checker, environment, settings.get('network')),
    resources: checkDefaults(checker, environment, settings.get('resources')),
    profile: profile && profileOf(checkExpression(environment, profile.value, Profile)),
  });
}

const profileOf = (term: Term): Platform['profile'] =>
  term.op === 'constant' && (term.value === 'development' || term.value === 'production') ? term.value : undefined;

function checkVariant(checker: Checker, clause: string, setting: syntax.Setting): void {
  const known = variants[clause];
  if (!known || setting.variant?.text === '') return;
  if (!setting.variant) {
    checker.reporter.report(
      'missing-clause',
      setting.name.span,
      { of: clause, clause: 'kind' },
      { help: `write ${clause} ${known[0] ?? ''} …` },
    );
  } else if (!known.includes(setting.variant.text)) {
    checker.reporter.report('unknown-variant', setting.variant.span, { clause, found: setting.variant.text, known });
  }
}

const WEB = [/^https?:$/, 'an address that begins with http:// or https://'] as const;

/** An address without a trailing slash. */
function urlOf(
  checker: Checker,
  span: Span | undefined,
  text: string | undefined,
  protocol: RegExp,
  expected: string,
): string | undefined {
  if (!span || text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !protocol.test(url.protocol) || url.hostname === '') {
    checker.reporter.report('bad-url', span, { url: text, expected });
    return undefined;
  }
  if (url.username !== '' || url.password !== '') {
    checker.reporter.report('bad-url', span, {
      url: `${url.protocol}//…@${url.host}`,
      expected: 'an address without a password',
    });
    return undefined;
  }
  return text.replace(/\/+$/, '');
}

function checkArtifacts(
  checker: Checker,
  environment: Environment,
  setting: syntax.Setting | undefined,
): Platform['artifacts'] {
  if (!setting) return undefined;
  const text = checker.text(environment, setting.value, Text, 'the artifact store of a platform');
  const url = urlOf(checker, setting.value.span, text, /^s3:$/, 'an address that begins with s3://');
  const options = setting.options
    ? checkExpression(environment, setting.options, record({ endpoint: optional(Text), credentials: optional(Secret) }))
    : undefined;
  if (url === undefined) return undefined;
  const fields = options?.op === 'record' ? options.fields : undefined;
  const endpoint = fields?.get('endpoint');
  const endpointText = endpoint?.op === 'constant' && typeof endpoint.value === 'string' ? endpoint.value : undefined;
  const credentials = fields?.get('credentials');
  return defined({
    url,
    endpoint: urlOf(checker, endpoint?.span, endpointText, ...WEB),
    secret: credentials?.op === 'secret' ? credentials.name : undefined,
  });
}

function checkMesh(
  checker: Checker,
  environment: Environment,
  setting: syntax.Setting | undefined,
): string | undefined {
  if (!setting) return undefined;
  const term = checkExpression(environment, setting.value, record({ gateway: Text }));
  const gateway = term.op === 'record' ? term.fields.get('gateway') : undefined;
  if (gateway?.op !== 'constant' || typeof gateway.value !== 'string') return undefined;
  if (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?\/[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(gateway.value)) return gateway.value;
  checker.reporter.report('bad-url', gateway.span, { url: gateway.value, expected: 'a gateway as namespace/name' });
  return undefined;
}

const queueFields = record({ weight: optional(Int), cpu: optional(Cpu), memory: optional(Bytes) });

/** `queues { research: { weight: 4, cpu: 64, memory: 256Gi } }` */
function checkQueues(
  checker: Checker,
  environment: Environment,
  setting: syntax.Setting | undefined,
): QueueDeclaration[] | undefined {
  if (!setting) return undefined;
  if (setting.value.kind !== 'record') {
    const parameters = { expected: 'a record { name: { weight: 1 } }', found: 'something else' };
    if (setting.value.kind !== 'missing') checker.reporter.report('wrong-type', setting.value.span, parameters);
    return undefined;
  }
  return setting.value.fields.flatMap(({ name, value }): QueueDeclaration[] => {
    checkName(checker.reporter, name, 'a queue');
    const term = checkExpression(environment, value, queueFields);
    if (term.op !== 'record' || name.text === '') return [];
    const number = (field: string): number | undefined => {
      const found = term.fields.get(field);
      return found?.op === 'constant' && typeof found.value === 'number' ? found.value : undefined;
    };
    const [weight, cpu, memory] = [number('weight'), number('cpu'), number('memory')];
    // Volcano's webhook refuses others (validate_queue.go).
    if (weight !== undefined && (weight < 1 || weight > 65535)) {
      const at = term.fields.get('weight')?.span ?? term.span;
      checker.reporter.report('bad-range', at, {
        what: 'the weight of a queue',
        reason: 'is a number from 1 to 65535',
      });
    }
    return [
      defined({
        name: name.text,
        span: name.span,
        weight,
        cpu,
        memory,
      }),
    ];
  });
}

const DEFAULT_STORAGE = 10 * 2 ** 30;

function checkStorage(
  checker: Checker,
  environment: Environment,
  setting: syntax.Setting | undefined,
): Platform['storage'] {
  if (!setting) return undefined;
  const className = checker.text(environment, setting.value, Text, 'the storage class of a platform');
  let bytes: Value = DEFAULT_STORAGE;
  if (setting.options) {
    const options = checkExpression(environment, setting.options, record({ size: optional(Bytes) }));
    const size = options.op === 'record' ? options.fields.get('size') : undefined;
    if (size?.op === 'constant') bytes = size.value;
  }
  return className === undefined || typeof bytes !== 'number' ? undefined : { className, bytes };
}
