import { defined } from '../../../base/values/defined.ts';
import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import { ModelVersion, Ratio, record } from '../../types/type.ts';
import { checkName } from '../check-name.ts';
import { checkBuild, checkSecurity, checkVolumes } from '../program/check-container.ts';
import { checkArguments, checkEnvironment, checkImage } from '../program/check-program.ts';
import { checkResources } from '../program/check-resources.ts';
import type { Checker } from '../checker.ts';
import type { Service, ServiceRole } from '../../model/model.ts';
import { only, settingsOf } from '../settings.ts';

const roles: readonly string[] = ['model', 'transformer', 'router', 'combiner', 'output'] satisfies ServiceRole[];

/** Programs that come with the serving system, for each role that has some. */
const servers: Readonly<Record<string, readonly string[]>> = {
  model: ['tensorflow', 'sklearn', 'xgboost', 'mlflow', 'triton', 'huggingface'],
  router: ['random'],
  combiner: ['average'],
  explainer: ['anchor-tabular', 'anchor-images', 'anchor-text', 'kernel-shap', 'integrated-gradients'],
};
const transports: readonly string[] = ['grpc', 'rest'];

export interface CheckedService extends Service {
  readonly transport?: { readonly name: 'rest' | 'grpc'; readonly span: syntax.Name['span'] };
}

/** What is like a service: one of a graph, an explainer, a detector. */
export interface ServiceParts {
  readonly name: syntax.Name;
  readonly role: string;
  readonly clauses: readonly syntax.ServiceClause[];
}

export function checkService(checker: Checker, environment: Environment, declaration: syntax.Service): CheckedService {
  const { name, role, clauses } = declaration;
  checkName(checker.reporter, name, 'a service');
  if (role.text !== '' && !roles.includes(role.text)) {
    checker.reporter.report('service-role', role.span, { found: role.text, known: roles });
  }
  const service = checkServiceParts(checker, environment, { name, role: role.text, clauses });
  checkTensors(checker, service, service.tensors);
  return service;
}

/** Names of tensors are for one server alone; `tensors` is where they are said. */
export function checkTensors(checker: Checker, service: CheckedService, tensors: Service['tensors']): void {
  const isComplete =
    service.image !== undefined ||
    Object.values(servers)
      .flat()
      .includes(service.server ?? '');
  if (tensors && isComplete && service.server !== 'tensorflow') {
    const by = service.server === undefined ? 'a program of your own' : `the server ${service.server}`;
    const help = 'they are for the proxy before server tensorflow on Seldon: remove them';
    checker.reporter.report('unread-clause', tensors, { by }, { help });
  }
}

export function checkServiceParts(
  checker: Checker,
  environment: Environment,
  declaration: ServiceParts,
): CheckedService {
  const { reporter } = checker;
  const { text: name, span } = declaration.name;
  const { role } = declaration;
  const settings = settingsOf(reporter, declaration.clauses);
  const server = only(reporter, declaration.clauses, 'server');
  const image = settings.get('image');
  const isComplete = declaration.clauses.every(({ kind }) => kind !== 'unknown-clause');
  if (!image && !server && isComplete) {
    const help =
      role === 'model' ? 'say what serves it, as in: server tensorflow' : `say what runs, as in: image "${name}:1.0"`;
    reporter.report(
      'missing-clause',
      span,
      { of: `the service ${name}`, clause: role === 'model' ? 'server and no image' : 'image' },
      { help },
    );
  }
  const known = servers[role] ?? [];
  if (server && server.name.text !== '' && !known.includes(server.name.text)) {
    const found = server.name.text;
    const meant = closest(found, known);
    const details =
      known.length === 0
        ? {
            help: `${role === 'output' ? 'an output step' : `a ${role}`} is a program of your own: image "${name}:1.0"`,
          }
        : didYouMean(found, meant, server.name.span);
    reporter.report('unknown-variant', server.name.span, { clause: 'server', found, known }, details);
  }
  const ratio = checkRatio(checker, environment, server);
  const model = checkModel(checker, environment, settings.get('model'));
  const needsModel = role === 'model' || role === 'explainer';
  if (server && needsModel && !settings.has('model') && isComplete) {
    const help = 'say which model it serves, as in: model mnist-cnn@production';
    reporter.report('missing-clause', span, { of: `the service ${name}`, clause: 'model' }, { help });
  }
  const env = settings.get('env');
  const resources = settings.get('resources');
  const args = settings.get('args');
  const volumes = settings.get('volumes');
  const security = settings.get('security');
  const built = checkBuild(checker, environment, settings.get('build'));
  const rights = security && checkSecurity(checker, environment, security.value);
  const needs = resources && checkResources(checker, environment, resources.value);
  const transport = checkTransport(checker, server);
  const imageName = image && checkImage(checker, environment, image);
  return defined({
    name,
    span,
    role: roles.includes(role) ? (role as ServiceRole) : 'model',
    image: imageName,
    server: server?.name.text,
    ratio,
    args: args ? checkArguments(environment, args.value) : [],
    volumes: volumes ? checkVolumes(checker, environment, volumes.value) : [],
    security: rights,
    build: built,
    model,
    tensors: declaration.clauses.find(({ kind }) => kind === 'tensors')?.span,
    inputs: tensorsOf(declaration, 'inputs'),
    outputs: tensorsOf(declaration, 'outputs'),
    environment: env ? checkEnvironment(environment, env.value) : [],
    resources: needs,
    transport,
  });
}

/** `server random { ratio: 30% }` */
function checkRatio(checker: Checker, environment: Environment, server: syntax.Server | undefined): number | undefined {
  if (!server || (server.name.text !== 'random' && !server.options)) return undefined;
  if (server.name.text !== 'random') {
    const labels = { help: `${server.name.text} takes no settings` };
    if (server.options)
      checker.reporter.report('unknown-clause', server.options.span, { name: 'a record', of: 'this server' }, labels);
    return undefined;
  }
  if (!server.options) {
    const help = 'say which share goes to the first branch, as in: server random { ratio: 50% }';
    checker.reporter.report('missing-clause', server.span, { of: 'the random router', clause: 'ratio' }, { help });
    return undefined;
  }
  const term = checkExpression(environment, server.options, record({ ratio: Ratio }));
  const ratio = term.op === 'record' ? term.fields.get('ratio') : undefined;
  if (ratio?.op !== 'constant' || typeof ratio.value !== 'number') return undefined;
  if (ratio.value < 0 || ratio.value > 1) {
    checker.reporter.report('bad-range', ratio.span, { what: 'the ratio', reason: 'is between 0% and 100%' });
  }
  return ratio.value;
}

function checkModel(checker: Checker, environment: Environment, setting: syntax.Setting | undefined): Service['model'] {
  if (!setting) return undefined;
  const term = checkExpression({ ...environment, serves: true }, setting.value, ModelVersion);
  if (term.op === 'version') return { model: term.model, version: term.version, span: term.span };
  if (term.op !== 'invalid') checker.reporter.report('not-constant', term.span, { what: 'the model of a service' });
  return undefined;
}

function checkTransport(checker: Checker, server: syntax.Server | undefined): CheckedService['transport'] {
  const transport = server?.transport;
  if (!transport || transport.text === '') return undefined;
  if (transport.text === 'grpc' || transport.text === 'rest') return { name: transport.text, span: transport.span };
  checker.reporter.report('unknown-variant', transport.span, {
    clause: 'the transport',
    found: transport.text,
    known: transports,
  });
  return undefined;
}

const tensorsOf = (declaration: ServiceParts, direction: 'inputs' | 'outputs'): string[] =>
  declaration.clauses.flatMap((clause) =>
    clause.kind === 'tensors' && clause.direction === direction ? clause.names.map(({ text }) => text) : [],
  );
