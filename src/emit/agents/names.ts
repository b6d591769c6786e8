import type { AgentPlan, TeamPlan } from '../../graph/plan.ts';

/** Labels by which Services, policies and budgets find the pods of an agent. They never change with the rest. */
export const agentSelector = (application: string, agent: string): Record<string, string> => ({
  'sflow.dev/agent': agent,
  'sflow.dev/app': application,
});

/**
 * In another team's namespace a Role says whose agent it is for: two teams may have agents of one name. No namespace and
 * no agent has a point in its name, so no two agents share a Role.
 */
export const roleName = (team: TeamPlan, agent: AgentPlan, namespace: string): string =>
  namespace === team.namespace ? agent.name : `${team.namespace}.${agent.name}`;
