import { defined } from '../../base/values/defined.ts';
import { AGENT_PORT } from '../../contract/process/agent.ts';
import { Reporter, type Result } from '../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../base/diagnostics/suggest.ts';
import type {
  AgentAddress,
  AgentPlan,
  BatchPlan,
  DeploymentPlan,
  ObjectKey,
  OnlinePlan,
  Origin,
  TeamPlan,
} from '../plan/deployment-plan.ts';
import type { ServingFacts, WorkflowObjects } from '../plan/serving.ts';
import { actionsOf, type Agent, type Application, type Endpoint, type Model } from '../../language/model/model.ts';
import { writersIn } from '../../language/reason/writers.ts';
import { lineIndex, lineStarts, type Source, type Span } from '../../base/source/source.ts';
import type { Id } from '../../language/types/reference.ts';
import { accessNodes } from './access.ts';
import { lowerBatch } from './batch.ts';
import { changesIn } from './changes.ts';
import { lowerResources } from './container.ts';
import { lowerBuilds } from './builds.ts';
import { applicationOf, lowerPlatform, servingOf, type Caller, type Context, type WorkflowParts } from './context.ts';
import { lowerServices, lowerUses } from './endpoints.ts';
import { lowerInterfaces } from './interfaces.ts';
import type { Lock } from '../outline/lock.ts';
import { lowerNetwork } from './network.ts';
import { lowerOnline } from './online.ts';
import { bodiesOf } from './online-objects.ts';
import { egressOf, permissionsOf } from './permissions.ts';
import { clientSettings, lowerTracker } from './tracker.ts';
import { lowerStrategies } from './strategies.ts';

/** What has to be known of the systems that the plan is for. */
export interface Targets {
  /** Those that serve online workflows; the first where an application names none. */
  readonly servings: readonly [ServingFacts, ...ServingFacts[]];
  /** What an online workflow consists of. */
  readonly objectsOf: (team: TeamPlan, plan: OnlinePlan) => WorkflowObjects;
}

/** The plan of a model: every name made, every quantity in base units, every query complete. */
export function lower(model: Model, sources: readonly Source[], targets: Targets, lock: Lock): Result<DeploymentPlan> {
  const reporter = new Reporter();
  const origin = originOf(sources);
  const callers = callersOf(model);
  const writers = writersIn(model);
  const { servings, objectsOf } = targets;
  const changes = changesIn(model);
  const batch = new Map<Id, BatchPlan>();
  const without = new Map<Application, TeamPlan>();
  const consistsOf = consisting(model, without, objectsOf);
  const contexts = [...model.applications]
    .sort((a, b) => (a.namespace < b.namespace ? -1 : 1))
    .map((application): Context => ({
      ...{ reporter, model, writers, changes, batch },
      ...{ application, lock, origin, callers, servings, consistsOf },
    }));
  for (const context of contexts)
    for (const workflow of byName(context.application.batch)) batch.set(workflow.id, lowerBatch(context, workflow));
  for (const context of contexts) without.set(context.application, lowerApplication(context));
  const teams = contexts.flatMap((context) => {
    const team = without.get(context.application);
    const agents = byName(context.application.agents).map((agent) => lowerAgent(context, agent));
    return team ? [{ ...team, agents }] : [];
  });
  const interfaces = lowerInterfaces(model, origin);
  return {
    value: { teams: teams.map((team) => withCallers(team, teams)), interfaces },
    diagnostics: reporter.diagnostics,
  };
}

/** Which agents use an endpoint is known once the agents of all teams are lowered. */
function withCallers(team: TeamPlan, teams: readonly TeamPlan[]): TeamPlan {
  const uses = (agent: AgentPlan, name: string): boolean =>
    agent.endpoints.some((use) => use.placement === 'service' && use.name === name && use.namespace === team.namespace);
  const endpoints = team.endpoints.map((endpoint) => ({
    ...endpoint,
    callers: teams.flatMap(({ application, namespace, agents }) =>
      agents.filter((agent) => uses(agent, endpoint.name)).map(({ name }) => ({ application, namespace, name })),
    ),
  }));
  return { ...team, endpoints };
}

function originOf(sources: readonly Source[]): (span: Span) => Origin {
  const starts = new Map<string, readonly number[]>();
  const texts = new Map(sources.map(({ path, text }) => [path, text]));
  return (span) => {
    const lines = starts.get(span.path) ?? lineStarts(texts.get(span.path) ?? '');
    starts.set(span.path, lines);
    return { span, text: `${span.path}:${String(lineIndex(lines, span.start) + 1)}` };
  };
}

const byName = <T extends { readonly name: string }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => (a.name < b.name ? -1 : 1));

/** What each online workflow consists of, once its team is among those that are lowered. */
function consisting(
  model: Model,
  teams: ReadonlyMap<Application, TeamPlan>,
  objectsOf: Targets['objectsOf'],
): Context['consistsOf'] {
  const known = new Map<Id, WorkflowParts>();
  return ({ id, name }) => {
    const before = known.get(id);
    if (before) return before;
    const owner = model.owners.get(id);
    const team = owner && teams.get(owner);
    const plan = team?.online.find((each) => each.name === name);
    if (!team || !plan) return undefined;
    const parts = { team, plan, objects: objectsOf(team, plan) };
    known.set(id, parts);
    return parts;
  };
}

/** A team without its agents. */
function lowerApplication(context: Context): TeamPlan {
  const { application } = context;
  checkServing(context);
  const tracker = lowerTracker(context);
  const clients = clientSettings(application);
  const batch = byName(application.batch).flatMap(({ id }) => context.batch.get(id) ?? []);
  const online = byName(application.online).flatMap((workflow) => lowerOnline(context, workflow));
  return defined({
    application: application.name,
    team: application.team,
    namespace: application.namespace,
    existing: application.existing,
    origin: context.origin(application.span),
    platform: lowerPlatform(context),
    serving: servingOf(context, application).name,
    builds: lowerBuilds(context),
    tracker,
    clients,
    network: lowerNetwork(context, batch, online),
    batch,
    online,
    agents: [],
    endpoints: lowerServices(context),
  });
}

function checkServing({ application: { serving }, servings, reporter }: Context): void {
  const known = servings.map(({ name }) => name);
  if (!serving || serving.name === '' || known.includes(serving.name)) return;
  const meant = closest(serving.name, known);
  const details = didYouMean(serving.name, meant, serving.span);
  reporter.report('unknown-variant', serving.span, { clause: 'serving', found: serving.name, known }, details);
}

function lowerAgent(team: Context, agent: Agent): AgentPlan {
  const endpoints = new Set<Endpoint>();
  const context = { ...team, endpoints, agent: agent.id };
  const strategies = lowerStrategies(context, agent);
  const access = accessNodes(context, strategies);
  const graph = access.length > 0 ? { ...strategies, access } : strategies;
  const actions = agent.strategies.flatMap(actionsOf).filter((action) => action.kind === 'primitive');
  const uses = lowerUses(context, endpoints);
  return {
    name: agent.name,
    origin: context.origin(agent.span),
    graph,
    bodies: bodiesOf(context, actions),
    port: AGENT_PORT,
    resources: lowerResources(context, agent.resources) ?? {},
    permissions: permissionsOf(context, agent, graph),
    callers: unique((context.callers.get(agent.id) ?? []).map((caller) => caller.agent)),
    callees: calleesOf(context, agent),
    endpoints: uses,
    secrets: secretsOf(agent),
    egress: egressOf(context, graph, uses),
    environmentSecrets: [],
  };
}

/** The keys of Secrets that an agent's actions name, by name. */
function secretsOf(agent: Agent): ObjectKey[] {
  const found = new Map<string, ObjectKey>();
  for (const action of agent.strategies.flatMap(actionsOf)) {
    if (action.kind !== 'primitive') continue;
    for (const term of action.arguments.values()) {
      if (term.op !== 'secret' || term.key === undefined) continue;
      found.set(`${term.name}/${term.key}`, { kind: 'secret', name: term.name, key: term.key });
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
}

const addressOf = (application: Application, name: string): AgentAddress => ({
  application: application.name,
  namespace: application.namespace,
  name,
});

const unique = (addresses: readonly AgentAddress[]): AgentAddress[] =>
  [...new Map(addresses.map((address) => [`${address.namespace}/${address.name}`, address]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, address]) => address);

function calleesOf(context: Context, agent: Agent): AgentAddress[] {
  const calls = agent.strategies.flatMap(actionsOf).flatMap((action) => (action.kind === 'call' ? [action] : []));
  return unique(calls.map((call) => addressOf(applicationOf(context, call.agent), call.agent.name)));
}

/** Who calls each agent, by its id. */
function callersOf(model: Model): Context['callers'] {
  const callers = new Map<Id, Caller[]>();
  for (const application of model.applications) {
    for (const { name, strategies } of application.agents) {
      for (const action of strategies.flatMap(actionsOf)) {
        if (action.kind !== 'call') continue;
        const { agent, receiver } = action;
        const caller = { agent: addressOf(application, name), receiver };
        callers.set(agent.id, [...(callers.get(agent.id) ?? []), caller]);
      }
    }
  }
  return callers;
}
