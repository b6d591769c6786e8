import type { AgentPlan, TeamPlan } from '../../plan/deployment-plan.ts';

/** The ConfigMap with what an agent brings up; other content has another name, so that its pod is made anew. */
export const bodiesName = (agent: AgentPlan, digest: string): string => `${agent.name}-bodies-${digest}`;

/**
 * In another team's namespace a Role says whose agent it is for: two teams may have agents of one name. No namespace and
 * no agent has a point in its name, so no two agents share a Role.
 */
export const roleName = (team: TeamPlan, agent: AgentPlan, namespace: string): string =>
  namespace === team.namespace ? agent.name : `${team.namespace}.${agent.name}`;
