import type { Hono } from 'hono';
import type { AgentAccess } from './agent-access.ts';
import { Problem } from './problem.ts';

interface Controlling {
  readonly agent: AgentAccess;
  /** Who asks. */
  readonly identify: (request: Request) => Promise<string> | string;
}

/** What people do to an agent: they hold it back or let it go on, and say that its clock is right. Each is durable when it is answered. */
export function addControls(app: Hono, { agent, identify }: Controlling): void {
  for (const [verb, paused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    app.post(`/v1/${verb}`, async ({ req }) => {
      await agent.pause({ paused, by: await identify(req.raw) });
      return Response.json({ paused }, { status: 202 });
    });
    app.post(`/v1/strategies/:name/${verb}`, async ({ req }) => {
      const strategy = nameIn(agent, req.param('name'));
      await agent.pause({ strategy, paused, by: await identify(req.raw) });
      return Response.json({ strategy, paused }, { status: 202 });
    });
  }
  app.post('/v1/clock', async () => {
    const behind = agent.behind();
    if (behind === 0)
      throw new Problem(409, 'the clock is not behind what the agent has come to: there is nothing to set');
    await agent.setClock();
    return Response.json({ setBackBy: behind / 1000 }, { status: 202 });
  });
}

function nameIn({ graph }: AgentAccess, name: string): string {
  if (graph.strategies.some((node) => node.name === name)) return name;
  const names = graph.strategies.map((node) => node.name).join(', ');
  throw new Problem(404, `${graph.agent.name} has no strategy of this name; it has ${names}`);
}
