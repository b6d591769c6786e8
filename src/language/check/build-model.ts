import { defined } from '../../base/values/defined.ts';
import { type Result } from '../../base/diagnostics/diagnostic.ts';
import { idOf, type Names, type Symbol } from '../names/scope.ts';
import type { Id } from '../types/reference.ts';
import type { Source } from '../../base/source/source.ts';
import type * as syntax from '../syntax/nodes.ts';
import { checkAgent, checkStrategyTemplate } from './strategy/check-agent.ts';
import { checkBatch } from './batch/check-batch.ts';
import { checkCustomAction } from './endpoint/check-custom.ts';
import { checkEndpoint } from './endpoint/check-endpoint.ts';
import { checkName } from './check-name.ts';
import { checkNamespace, checkShared } from './check-namespace.ts';
import { checkModel } from './check-model.ts';
import { checkOnline } from './online/check-online.ts';
import { checkParam } from './check-param.ts';
import { checkPlatform } from './platform/check-platform.ts';
import { checkDefaults } from './program/check-resources.ts';
import { settingsOf } from './settings.ts';
import { checkSensor } from './endpoint/check-sensor.ts';
import { checkTracker } from './platform/check-tracker.ts';
import { Checker, type Settings } from './checker.ts';
import type {
  Agent,
  Application,
  BatchWorkflow,
  Endpoint,
  Model,
  OnlineWorkflow,
  Platform,
  Resources,
} from '../model/model.ts';
import { withOperations } from './endpoint/operations.ts';

/**
 * Checks every declaration of every file and gathers the applications. `sources` are the texts of all files, the
 * library's too; the library is not checked again where nothing uses it.
 */
export function buildModel(
  files: readonly syntax.File[],
  names: Names,
  sources: readonly Source[],
  settings: Settings,
): Result<Model> {
  const checker = new Checker(names, sources, settings, {
    sensor: checkSensor,
    param: checkParam,
    action: checkCustomAction,
    model: checkModel,
  });
  const own = files.filter(({ path }) => !path.startsWith('std/'));
  const platforms = new Map<syntax.Declaration, Platform>();
  for (const file of own) {
    for (const declaration of file.declarations) {
      if (declaration.kind === 'platform')
        platforms.set(declaration, checkPlatform(checker, { name: declaration.name.text, file, declaration }));
    }
  }
  const chosen = choosePlatform(checker, own, platforms);
  const owners = new Map<Id, Application>();
  const applications = new Map<string, Application & Mutable>();
  const endpoints = new Map<Id, Endpoint>();
  for (const file of own) checkFile(checker, file, { platforms, chosen, owners, applications, endpoints });
  checkSettings(checker, own);
  const all = [...applications.values()];
  checkShared(checker.reporter, all);
  return {
    value: {
      applications: all,
      batch: new Map(all.flatMap(({ batch }) => batch.map((workflow) => [workflow.id, workflow]))),
      online: new Map(all.flatMap(({ online }) => online.map((workflow) => [workflow.id, workflow]))),
      endpoints: withOperations(checker, own, endpoints),
      owners,
    },
    diagnostics: checker.reporter.diagnostics,
  };
}

interface Mutable {
  resources?: Resources;
  readonly batch: BatchWorkflow[];
  readonly online: OnlineWorkflow[];
  readonly agents: Agent[];
}

interface Gathering {
  readonly platforms: ReadonlyMap<syntax.Declaration, Platform>;
  readonly chosen: Platform | undefined;
  readonly owners: Map<Id, Application>;
  readonly applications: Map<string, Application & Mutable>;
  readonly endpoints: Map<Id, Endpoint>;
}

function checkFile(checker: Checker, file: syntax.File, gathering: Gathering): void {
  const header = file.declarations.find((declaration) => declaration.kind === 'application');
  const application = header && checkApplication(checker, file, header, gathering);
  for (const declaration of file.declarations) {
    const name = 'name' in declaration ? declaration.name : undefined;
    switch (declaration.kind) {
      case 'workflow': {
        const symbol: Symbol<syntax.Workflow> = { name: declaration.name.text, file, declaration };
        if (!header) reportHomeless(checker, declaration, 'workflow');
        if (application) gathering.owners.set(idOf(symbol), application);
        const kind = declaration.workflowKind;
        if (kind.text === 'batch') application?.batch.push(checkBatch(checker, symbol));
        else if (kind.text === 'online') application?.online.push(checkOnline(checker, symbol));
        else if (kind.text !== '') checker.reporter.report('workflow-kind', kind.span, { kind: kind.text });
        break;
      }
      case 'agent':
        if (!header) reportHomeless(checker, declaration, 'agent');
        if (application) {
          const agent = checkAgent(checker, { name: declaration.name.text, file, declaration });
          application.agents.push(agent);
          gathering.owners.set(agent.id, application);
        }
        break;
      case 'endpoint': {
        if (!header && declaration.placement.text === 'service') reportHomeless(checker, declaration, 'endpoint');
        const endpoint = checkEndpoint(checker, { name: declaration.name.text, file, declaration });
        if (application) gathering.owners.set(endpoint.id, application);
        // Of two of one name, which is reported, the first counts.
        if (!gathering.endpoints.has(endpoint.id)) gathering.endpoints.set(endpoint.id, endpoint);
        break;
      }
      case 'custom-action':
        checker.action({ name: declaration.name.text, file, declaration });
        break;
      case 'sensor':
        checker.sensor({ name: declaration.name.text, file, declaration });
        break;
      case 'param':
        checker.param({ name: declaration.name.text, file, declaration });
        break;
      case 'model':
        checker.model({ name: declaration.name.text, file, declaration });
        break;
      case 'strategy':
        if (declaration.parameters) checkStrategyTemplate(checker, file, declaration);
        else
          checker.reporter.report('wrong-declaration', name?.span ?? declaration.span, {
            name: declaration.name.text,
            found: 'a strategy outside of an agent',
            expected: 'an agent around it, or parameters that make it a template',
          });
        break;
      case 'primitive':
        checker.reporter.report('wrong-declaration', name?.span ?? declaration.span, {
          name: declaration.name.text,
          found: 'a primitive',
          expected: 'a declaration that the runtime does not have to know',
        });
        break;
      case 'platform':
      case 'application':
      case 'template':
        break;
    }
  }
}

function reportHomeless(
  checker: Checker,
  declaration: syntax.Workflow | syntax.Agent | syntax.Endpoint,
  what: string,
): void {
  const help = 'declare one in this file, as in: application mnist { team datascience  on cluster }';
  checker.reporter.report('no-application', declaration.name.span, { what }, { help });
}

/** The application that a file declares. Several files may declare one and the same. */
function checkApplication(
  checker: Checker,
  file: syntax.File,
  header: syntax.Application,
  { platforms, chosen, applications }: Gathering,
): (Application & Mutable) | undefined {
  const { reporter } = checker;
  const { span, text: name } = header.name;
  checkName(reporter, header.name, 'an application');
  if (header.team) checkName(reporter, header.team, 'a team');
  else if (name !== '')
    reporter.report(
      'missing-clause',
      span,
      { of: `the application ${name}`, clause: 'team' },
      { help: 'say whose it is, as in: team datascience' },
    );
  const declared = header.platform && checker.find(file, header.platform, 'platform');
  if (!header.platform && name !== '' && header.unknown.length === 0) {
    reporter.report(
      'missing-clause',
      span,
      { of: `the application ${name}`, clause: 'platform' },
      { help: 'say where it runs, as in: on cluster' },
    );
  }
  const platform = chosen ?? (declared && platforms.get(declared.declaration));
  if (!header.team || header.team.text === '' || name === '') return undefined;
  const key = `${name}/${header.team.text}`;
  const known = applications.get(key);
  const setting = settingsOf(reporter, header.settings).get('resources');
  const resources = checkDefaults(checker, checker.environment(file), setting);
  if (known) {
    if (header.namespace) checkAgreement(checker, file, header, known);
    if (setting && known.resources)
      reporter.report('duplicate-clause', setting.name.span, { clause: `resources of ${name}` });
    else if (resources) known.resources = resources;
    return known;
  }
  const space = checkNamespace(checker, file, header);
  const tracker = header.tracker && checkTracker(checker, checker.environment(file), header.tracker);
  const application = defined<Application & Mutable>({
    name,
    team: header.team.text,
    ...space,
    span,
    serving:
      header.serving && header.serving.text !== ''
        ? { name: header.serving.text, span: header.serving.span }
        : undefined,
    platform: platform ?? { name: header.platform?.text ?? '', span, versions: {}, labels: {}, access: {} },
    tracker,
    resources,
    batch: [],
    online: [],
    agents: [],
  });
  applications.set(key, application);
  return application;
}

/** An application that several files declare lives in one place, and the first of them says where. */
function checkAgreement(checker: Checker, file: syntax.File, header: syntax.Application, known: Application): void {
  const { namespace, existing } = checkNamespace(checker, file, header);
  const place = header.namespace?.span ?? header.span;
  if (namespace === '' || (namespace === known.namespace && existing === known.existing)) return;
  const labels = [{ span: known.span, text: `here it lives in ${known.namespace}` }];
  checker.reporter.report('namespace-differs', place, { name: known.name }, { labels });
}

/** The platform that the command line names; a wrong name is reported at the applications. */
function choosePlatform(
  checker: Checker,
  files: readonly syntax.File[],
  platforms: ReadonlyMap<syntax.Declaration, Platform>,
): Platform | undefined {
  const { platform: name } = checker.settings;
  if (name === undefined) return undefined;
  const found = [...platforms.values()].find((platform) => platform.name === name);
  if (found) return found;
  const header = files.flatMap(({ declarations }) => declarations).find(({ kind }) => kind === 'application');
  const place = header ?? files[0];
  if (place)
    checker.reporter.report(
      'no-platform',
      place.span,
      { name, known: [...platforms.values()].map((platform) => platform.name) },
      {
        labels: [...platforms.keys()].map((own) => ({
          span: own.name.span,
          text: `${own.name.text} is declared here`,
        })),
      },
    );
  return undefined;
}

/** A value for a param that nobody declares is most likely misspelt. */
function checkSettings(checker: Checker, files: readonly syntax.File[]): void {
  const declared = new Set(
    files.flatMap(({ declarations }) => declarations.flatMap((d) => (d.kind === 'param' ? [d.name.text] : []))),
  );
  const [file] = files;
  for (const name of checker.settings.values.keys()) {
    if (!declared.has(name) && file)
      checker.reporter.report('no-param', { path: file.path, start: 0, end: 0 }, { name });
  }
}
