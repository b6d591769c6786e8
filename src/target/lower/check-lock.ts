import { Reporter, type Diagnostic } from '../../base/diagnostics/diagnostic.ts';
import { primitiveKey, primitives } from '../../contract/primitives/primitives.ts';
import type { OnlineTarget } from '../../contract/strategy-graph/strategy-graph.ts';
import { actionsOf } from '../../contract/strategy-graph/walk.ts';
import type { AgentPlan, ModelPlan, OnlinePlan, TeamPlan } from '../plan/deployment-plan.ts';
import { LOCK_FILE, lockedAs, needless, type Lock } from '../outline/lock.ts';

/** A version that a service has first, and who brings it. */
interface FirstVersion {
  readonly model: ModelPlan;
  readonly plan: OnlinePlan;
  /** The agents of its team that bring the workflow up. */
  readonly agents: readonly string[];
  /** The agent to which the workflow is left gives the service its first version. */
  readonly isGiven: boolean;
}

/** Those of variants and explainers too, in the order of the plan. */
const firstVersions = (teams: readonly TeamPlan[]): readonly FirstVersion[] =>
  teams.flatMap((team) =>
    team.online.flatMap((plan): readonly FirstVersion[] => {
      const bringing = team.agents.flatMap((agent) =>
        upgradesOf(agent, team, plan).map(({ unit }) => ({ agent: agent.name, unit: unit?.name })),
      );
      const agents = [...new Set(bringing.map(({ agent }) => agent))];
      const given = new Set(bringing.flatMap(({ agent, unit }) => (agent === plan.deployedBy ? (unit ?? []) : [])));
      const own = plan.services.flatMap(({ name, model }) =>
        model ? [{ model, plan, agents, isGiven: given.has(name) }] : [],
      );
      const others = [...plan.variants.flatMap(({ services }) => services), plan.explainer].flatMap((service) =>
        service?.model ? [{ model: service.model, plan, agents, isGiven: false }] : [],
      );
      return [...own, ...others];
    }),
  );

/** What an agent does to a workflow that brings it up where it is not there. */
const upgradesOf = ({ graph }: AgentPlan, { namespace }: TeamPlan, { names }: OnlinePlan): readonly OnlineTarget[] =>
  graph.strategies.flatMap(actionsOf).flatMap((action) => {
    if (action.kind !== 'primitive' || action.target?.kind !== 'online') return [];
    const { target } = action;
    const key = primitiveKey(action.name, target.kind);
    const isOfIt = target.namespace === namespace && target.instance === names.instance;
    return isOfIt && key !== undefined && primitives[key].bringsUp !== undefined ? [target] : [];
  });

/** The versions with which workflows are brought up by what the sources and the lock say, and not by an agent. */
export const modelsOf = (teams: readonly TeamPlan[]): readonly ModelPlan[] =>
  firstVersions(teams).flatMap(({ model, isGiven }) => (isGiven ? [] : [model]));

/** What is served at first and was absent when it was locked. */
export function checkAbsent(teams: readonly TeamPlan[]): readonly Diagnostic[] {
  const reporter = new Reporter();
  for (const { model, plan, agents, isGiven } of firstVersions(teams)) {
    if (isGiven || model.registered?.known !== 'absent') continue;
    const { text, origin } = model;
    reporter.report('absent-version', origin.span, { text }, { help: helpFor(plan, agents) });
  }
  return reporter.diagnostics;
}

function helpFor({ name, deployedBy }: OnlinePlan, agents: readonly string[]): string {
  if (deployedBy !== undefined)
    return `${deployedBy} deploys ${name}, and gives this place no version; set the alias first, or name a version that there is`;
  const clauses = agents.map((agent) => `deployed by ${agent}`);
  return clauses.length > 0
    ? `leave the first deployment to the agent that brings the version: ${clauses.join(', or ')}`
    : `let an agent bring the version, as by upgradeWorkflow(${name}, model: ...), and leave the deployment to it: deployed by AGENT`;
}

/** All that services have first and a registry has. */
export const registeredIn = (teams: readonly TeamPlan[]): readonly Registered[] =>
  firstVersions(teams).flatMap(({ model }) => (model.registered ? [{ ...model, registered: model.registered }] : []));

export type Registered = ModelPlan & Required<Pick<ModelPlan, 'registered'>>;

/** Compares sources with the lock; entries that others may need are looked at where `areAll` says that there are no others. */
export function checkLock(teams: readonly TeamPlan[], lock: Lock, areAll: boolean): readonly Diagnostic[] {
  const reporter = new Reporter();
  const models = registeredIn(teams);
  for (const { origin, text, registered } of models) {
    if (lockedAs(lock, registered) === undefined) reportUnlocked(reporter, origin.span, text, registered.tracker);
  }
  const unused = areAll
    ? needless(
        lock,
        models.map(({ registered }) => registered),
      )
    : [];
  const entries = unused.map(({ tracker, model, alias }) => `${model}@${alias} of ${tracker}`);
  if (entries.length > 0) reporter.report('lock-unused', { path: LOCK_FILE, start: 0, end: 0 }, { entries });
  return reporter.diagnostics;
}

/** Without a tracker nobody can be asked. */
export function reportUnlocked(
  reporter: Reporter,
  span: ModelPlan['origin']['span'],
  text: string,
  tracker: string | undefined,
): void {
  const help =
    tracker === undefined
      ? 'its platform names no tracker that could be asked; name a number, or a tracker: tracker mlflow "http://mlflow.team:5000"'
      : '`sflow lock` asks the tracker, and writes the entry';
  reporter.report('not-locked', span, { text }, { help });
}
