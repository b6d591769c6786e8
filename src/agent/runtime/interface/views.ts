import type { Hono } from 'hono';
import { explainEntry } from '../../engine/explain.ts';
import type { EngineState } from '../../engine/state.ts';
import type { Decision } from '../../engine/trace.ts';
import type { AgentAccess, DecisionQuery } from './agent-access.ts';
import { Problem } from './problem.ts';

export const MOST_ITEMS = 200;

export const VERDICTS: readonly string[] = ['act', 'quiet', 'unknown', 'held'] satisfies readonly Decision['verdict'][];

/** What people see of an agent: its strategies, what it remembers, and what it decided and why. */
export function addViews(app: Hono, agent: AgentAccess): void {
  const { graph } = agent;
  app.get('/v1/strategies', () => {
    const { strategies, paused } = agent.state();
    const items = graph.strategies.map((node) => {
      const own = strategies[node.name];
      return {
        name: node.name,
        trigger: node.trigger.text,
        stage: own?.running?.stage ?? 'idle',
        waiting: own?.waiting.length ?? 0,
        lastFired: own?.counts.lastFired ?? null,
        paused: own?.paused ?? null,
      };
    });
    return Response.json({ paused, items });
  });
  app.get('/v1/approvals', () => Response.json({ items: approvalsIn(agent.state()) }));
  app.get('/v1/state', () => {
    const { startedAt, now, values, latches } = agent.state();
    return Response.json({ startedAt, now, values, latches });
  });
  app.get('/v1/sensors', () =>
    Response.json({ items: graph.sensors.map(({ id, label, type, source: { kind } }) => ({ id, label, type, kind })) }),
  );
  app.get('/v1/decisions', async ({ req }) => {
    const page = await agent.decisions(queryOf(req.query()));
    return Response.json({ ...page, items: page.items.map((entry) => ({ ...entry, told: explainEntry(entry) })) });
  });
}

/** What somebody is asked to agree to, until `lapses`. */
function approvalsIn({ strategies }: EngineState): object[] {
  return Object.entries(strategies).flatMap(([strategy, { running }]) => {
    if (running?.stage !== 'asking') return [];
    const { occurrence, awaiting, deadline } = running;
    const { id, by, actions } = awaiting;
    return [{ id, strategy, decision: occurrence.id, at: occurrence.at, by, actions, lapses: deadline }];
  });
}

function queryOf({
  strategy,
  decision,
  verdict,
  before,
  most = '50',
}: Readonly<Record<string, string>>): DecisionQuery {
  if (verdict !== undefined && !VERDICTS.includes(verdict))
    throw new Problem(400, `verdict is one of ${VERDICTS.join(', ')}`);
  return {
    ...(strategy === undefined ? {} : { strategy }),
    ...(decision === undefined ? {} : { decision }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(before === undefined ? {} : { before: whole('before', before, Number.MAX_SAFE_INTEGER) }),
    most: whole('most', most, MOST_ITEMS),
  };
}

function whole(name: string, text: string, most: number): number {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (!(number >= 1 && number <= most)) throw new Problem(400, `${name} is a whole number from 1 to ${String(most)}`);
  return number;
}
