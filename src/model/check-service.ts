import type * as syntax from '../syntax/nodes.ts';
import { checkExpression } from '../types/check-expression.ts';
import type { Environment } from '../types/environment.ts';
import { ModelVersion } from '../types/type.ts';
import { checkName } from './check-name.ts';
import { checkEnvironment, checkImage, checkResources } from './check-program.ts';
import type { Checker } from './checker.ts';
import type { Service, ServiceRole } from './model.ts';
import { only, settingsOf } from './settings.ts';

const roles: readonly string[] = ['model', 'transformer', 'output'] satisfies ServiceRole[];

/** Servers that Seldon Core brings along. */
const servers: readonly string[] = ['tensorflow', 'sklearn', 'xgboost', 'mlflow', 'triton', 'huggingface'];
const transports: readonly string[] = ['grpc', 'rest'];

export interface CheckedService extends Service {
  readonly transport?: { readonly name: 'rest' | 'grpc'; readonly span: syntax.Name['span'] };
}

export function checkService(checker: Checker, environment: Environment, declaration: syntax.Service): CheckedService {
  const { reporter } = checker;
  const { text: name, span } = declaration.name;
  checkName(reporter, declaration.name, 'a service');
  const role = declaration.role.text;
  if (role !== '' && !roles.includes(role)) {
    reporter.report('service-role', declaration.role.span, { found: role, known: roles });
  }
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
  if (server && !servers.includes(server.name.text)) {
    reporter.report('unknown-variant', server.name.span, { clause: 'server', found: server.name.text, known: servers });
  }
  const model = checkModel(checker, environment, settings.get('model'));
  if (server && !settings.has('model') && isComplete) {
    const help = 'say which model it serves, as in: model mnist-cnn@production';
    reporter.report('missing-clause', span, { of: `the service ${name}`, clause: 'model' }, { help });
  }
  const env = settings.get('env');
  const resources = settings.get('resources');
  const needs = resources && checkResources(checker, environment, resources.value);
  const transport = checkTransport(checker, server);
  const imageName = image && checkImage(checker, environment, image);
  return {
    name,
    span,
    role: roles.includes(role) ? (role as ServiceRole) : 'model',
    ...(imageName === undefined ? {} : { image: imageName }),
    ...(server ? { server: server.name.text } : {}),
    ...(model ? { model } : {}),
    inputs: tensorsOf(declaration, 'inputs'),
    outputs: tensorsOf(declaration, 'outputs'),
    environment: env ? checkEnvironment(environment, env.value) : [],
    ...(needs ? { resources: needs } : {}),
    ...(transport ? { transport } : {}),
  };
}

function checkModel(checker: Checker, environment: Environment, setting: syntax.Setting | undefined): Service['model'] {
  if (!setting) return undefined;
  const term = checkExpression(environment, setting.value, ModelVersion);
  if (term.op === 'version') return { symbol: term.symbol, version: term.version };
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

const tensorsOf = (declaration: syntax.Service, direction: 'inputs' | 'outputs'): string[] =>
  declaration.clauses.flatMap((clause) =>
    clause.kind === 'tensors' && clause.direction === direction ? clause.names.map(({ text }) => text) : [],
  );
