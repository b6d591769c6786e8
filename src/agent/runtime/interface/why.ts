import type { Hono } from 'hono';
import { why } from '../../explain/why.ts';
import { whyNot } from '../../explain/why-not.ts';
import type { AgentAccess } from './agent-access.ts';
import { Problem } from './problem.ts';

/** Why the agent decided what it decided, and why a strategy did not act. */
export function addWhy(app: Hono, agent: AgentAccess): void {
  app.get('/v1/why', async ({ req }) => {
    const decision = asked(req.query('decision'), 'decision');
    const entries = await agent.entriesOf(decision);
    const found = why(entries);
    if (!found)
      throw new Problem(
        404,
        `the journal has no decision ${decision}: it keeps them for some days, and the last of each strategy that acted`,
      );
    return Response.json({ ...found, entries });
  });
  app.get('/v1/why-not', async ({ req }) => {
    const strategy = asked(req.query('strategy'), 'strategy');
    const state = agent.state();
    const at = instantOf(req.query('at'), state.now);
    const entries = await agent.told(strategy, at);
    return Response.json(whyNot({ graph: agent.graph, state, strategy, at, entries }));
  });
}

/** Characters of a name that is asked for. */
const LONGEST = 1000;

function asked(value: string | undefined, name: string): string {
  if (value === undefined || value === '' || value.length > LONGEST)
    throw new Problem(400, `say which ${name}, as in ?${name}=…`);
  return value;
}

/** Nobody knows what comes: a later instant is that of the newest event. */
function instantOf(text: string | undefined, now: number): number {
  if (text === undefined) return now;
  const at = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) throw new Problem(400, 'at is an instant, as 2026-03-01T14:00:00Z');
  return Math.min(at, now);
}
