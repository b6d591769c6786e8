import { defined } from '../../../base/values/defined.ts';
import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import { idOf, type Symbol } from '../../names/scope.ts';
import type { bodies } from '../../syntax/clauses.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import { Int, Secret, Text } from '../../types/type.ts';
import { checkBuild, checkVolumes } from '../program/check-container.ts';
import { checkName } from '../check-name.ts';
import { checkArguments, checkCommand, checkEnvironment, checkImage } from '../program/check-program.ts';
import { checkResources } from '../program/check-resources.ts';
import type { Checker } from '../checker.ts';
import { descriptionOf } from './description.ts';
import type { Endpoint, EndpointPlacement, EndpointProgram } from '../../model/model.ts';
import { only, settingsOf } from '../settings.ts';

const placements = ['sidecar', 'service', 'external'] as const satisfies EndpointPlacement[];

/** What an endpoint that is not ours to run takes; all other clauses are of one that is. */
const ofExternal: readonly string[] = ['at', 'credentials'];

/** No agent and no detector listens there, so that a program can stand beside them. */
const DEFAULT_PORT = 8090;
/** A process without privileges cannot listen below. */
const MIN_PORT = 1024;
const MAX_PORT = 65_535;

export function checkEndpoint(checker: Checker, symbol: Symbol<syntax.Endpoint>): Endpoint {
  const { reporter } = checker;
  const { declaration } = symbol;
  const { text: name, span } = declaration.name;
  checkName(reporter, declaration.name, 'an endpoint');
  const placement = placementOf(checker, declaration);
  const environment = checker.environment(symbol.file);
  const settings = settingsOf(reporter, declaration.clauses);
  const replicas = only(reporter, declaration.clauses, 'replicas');
  if (placement) refuseOthers(checker, declaration, placement);
  const isComplete = declaration.clauses.every(({ kind }) => kind !== 'unknown-clause');
  const wanted = placement === 'external' ? 'at' : 'image';
  if (placement && isComplete && !settings.has(wanted)) {
    const help =
      wanted === 'at' ? `say where it is, as in: at "https://${name}.example.org"` : `as in: image "${name}:1.0"`;
    const clause = wanted === 'at' ? 'address' : 'image';
    reporter.report('missing-clause', span, { of: `the endpoint ${name}`, clause }, { help });
  }
  const description = descriptionOf(checker, symbol.file, declaration);
  const common = { id: idOf(symbol), name, span, description, operations: [] };
  if (placement === 'external') {
    const credentials = checkCredentials(environment, settings.get('credentials'));
    const url = checkAddress(checker, environment, settings.get('at'), credentials !== undefined);
    return defined({ ...common, placement, url: url ?? '', credentials });
  }
  const program = checkProgram(checker, environment, settings);
  return {
    ...common,
    placement: placement ?? 'service',
    program: { ...program, replicas: checkReplicas(checker, environment, replicas) },
  };
}

function placementOf(checker: Checker, declaration: syntax.Endpoint): EndpointPlacement | undefined {
  const { text: found, span } = declaration.placement;
  const placement = placements.find((one) => one === found);
  if (placement || found === '') return placement;
  const meant = closest(found, placements);
  const details = didYouMean(found, meant, span);
  checker.reporter.report('unknown-variant', span, { clause: 'an endpoint', found, known: placements }, details);
  return undefined;
}

/** What one kind of endpoint takes another does not: it would be without effect. */
function refuseOthers({ reporter }: Checker, endpoint: syntax.Endpoint, placement: EndpointPlacement): void {
  const labels = [{ span: endpoint.placement.span, text: `this says that it is ${placement}` }];
  for (const clause of endpoint.clauses) {
    if (clause.kind === 'unknown-clause') continue;
    const word = clause.kind === 'replicas' ? 'replicas' : clause.name.text;
    const isOfExternal = ofExternal.includes(word);
    if (word === 'replicas' ? placement === 'service' : isOfExternal === (placement === 'external')) continue;
    const help =
      word === 'replicas' && placement === 'sidecar'
        ? 'there is one beside each replica of an agent'
        : isOfExternal
          ? `an endpoint that exists already is external`
          : 'an endpoint that is deployed from here is a sidecar or a service';
    const at = clause.kind === 'replicas' ? clause.span : clause.name.span;
    reporter.report('endpoint-clause', at, { clause: word, placement }, { help, labels });
  }
}

function checkProgram(
  checker: Checker,
  environment: Environment,
  settings: ReadonlyMap<string, syntax.Setting>,
): Omit<EndpointProgram, 'replicas'> {
  const { reporter } = checker;
  const of = <T>(clause: keyof (typeof bodies)['endpoint']['settings'], check: (setting: syntax.Setting) => T) => {
    const setting = settings.get(clause);
    return setting && check(setting);
  };
  const image = of('image', (setting) => checkImage(checker, environment, setting));
  const command = of('command', (setting) => checkCommand(checker, environment, setting));
  const resources = of('resources', ({ value }) => checkResources(checker, environment, value));
  const build = checkBuild(checker, environment, settings.get('build'));
  const port = of('port', ({ value }) => {
    const number = checker.number(environment, value, Int, 'a port');
    if (number !== undefined && (number < MIN_PORT || number > MAX_PORT)) {
      const reason = `is from ${String(MIN_PORT)} to ${String(MAX_PORT)}`;
      reporter.report('bad-range', value.span, { what: 'the port of an endpoint', reason });
    }
    return number;
  });
  return defined({
    image,
    command,
    args: of('args', ({ value }) => checkArguments(environment, value)) ?? [],
    environment: of('env', ({ value }) => checkEnvironment(environment, value)) ?? [],
    volumes: of('volumes', ({ value }) => checkVolumes(checker, environment, value)) ?? [],
    build,
    resources,
    port: port ?? DEFAULT_PORT,
  });
}

function checkReplicas(checker: Checker, environment: Environment, clause: syntax.Replicas | undefined): number {
  if (!clause) return 1;
  const number = checker.number(environment, clause.minimum, Int, 'a number of replicas') ?? 1;
  const what = 'the number of replicas';
  if (clause.maximum ?? clause.scale)
    checker.reporter.report('bad-range', clause.span, { what, reason: 'of an endpoint is fixed' });
  else if (number < 1)
    checker.reporter.report('bad-range', clause.minimum.span, { what, reason: 'has to be at least 1' });
  return Math.max(1, number);
}

/** `credentials secret tickets.token`: the key of a Secret that holds a bearer token. */
function checkCredentials(
  environment: Environment,
  setting: syntax.Setting | undefined,
): { readonly name: string; readonly key: string } | undefined {
  if (!setting) return undefined;
  const term = checkExpression(environment, setting.value, Secret);
  if (term.op !== 'secret') return undefined;
  if (term.key !== undefined) return { name: term.name, key: term.key };
  const help = `name the key that holds the token, as in: secret ${term.name}.token`;
  const parameters = { expected: 'a key of a Secret', found: 'a whole Secret' };
  environment.reporter.report('wrong-type', term.span, parameters, { help });
  return undefined;
}

/** An address without a trailing slash. A token goes over a network outside only where nobody can read it. */
function checkAddress(
  checker: Checker,
  environment: Environment,
  setting: syntax.Setting | undefined,
  hasToken: boolean,
): string | undefined {
  if (!setting) return undefined;
  const text = checker.text(environment, setting.value, Text, 'the address of an endpoint');
  if (text === undefined) return undefined;
  const wrong = addressProblem(text, hasToken);
  if (!wrong) return text.replace(/\/+$/, '');
  checker.reporter.report('bad-url', setting.value.span, wrong);
  return undefined;
}

function addressProblem(text: string, hasToken: boolean): { url: string; expected: string } | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    return { url: text, expected: 'an address that begins with http:// or https://' };
  if (url.username !== '' || url.password !== '')
    return { url: `${url.protocol}//…@${url.host}`, expected: 'an address without a password' };
  if (url.search !== '' || url.hash !== '') return { url: text, expected: 'an address without ? and #' };
  return hasToken && url.protocol === 'http:' && !isOfCluster(url.hostname)
    ? { url: text, expected: 'an address that begins with https://, as one to which a token is sent' }
    : undefined;
}

/** `name`, `name.namespace.svc…`; two words alone may be a domain as well. */
const isOfCluster = (host: string): boolean => /^[a-z0-9-]+(\.[a-z0-9-]+\.svc(\..*)?)?$/.test(host);
