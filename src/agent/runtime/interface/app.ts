import { Hono } from 'hono';
import { agentPaths } from '../../../contract/process/agent.ts';
import type { AgentAccess } from './agent-access.ts';
import { Calls } from './calls.ts';
import type { Account, Tokens } from './caller.ts';
import { addControls } from './controls.ts';
import { openApiOf, type Audience } from './openapi.ts';
import { Problem, responseOf } from './problem.ts';
import { Rates } from './rate.ts';
import { addViews } from './views.ts';
import { addWhy } from './why.ts';

/** How somebody who asks is known: throws or rejects with a `Problem` where they may not. */
export type Identify = (request: Request, receiver?: string) => Promise<string> | string;

/** What is refused, for the metric: its status, and why in one of few words. */
export type Refused = (status: number, reason: string) => void;

export interface AppOptions {
  readonly agent: AgentAccess;
  readonly identify: Identify;
  /** Milliseconds that count on. */
  readonly monotonic: () => number;
  readonly refused?: Refused;
  /** Something threw that should not have. */
  readonly fault?: (error: Error) => void;
}

/**
 * What agents, probes and Prometheus ask: calls by who may call, and how the agent is. Nobody sees here what it decides: `peopleApp`
 * shows that.
 */
export function agentApp(options: AppOptions): Hono {
  return withProblems(withCalls(withProbes(new Hono(), options, 'agents'), options), options);
}

/** What people ask on the pod's own loopback: whoever may forward a port to it may view, hold back and call. */
export function peopleApp(options: AppOptions): Hono {
  const app = withProbes(new Hono(), options, 'people');
  // A page of another site could ask in the name of who has the port open.
  app.use(async ({ req }, next) => {
    checkOwnOrigin(req.raw);
    await next();
  });
  addViews(app, options.agent);
  addWhy(app, options.agent);
  addControls(app, options);
  return withProblems(withCalls(app, options), options);
}

function withProbes(app: Hono, { agent }: AppOptions, audience: Audience): Hono {
  const document = JSON.stringify(openApiOf(agent.graph, audience));
  app.get(agentPaths.live, () => Response.json({ status: 'live' }));
  app.get(agentPaths.ready, () => {
    const reasons = agent.unready();
    return reasons.length === 0 ? Response.json({ status: 'ready' }) : responseOf(new Problem(503, reasons.join('; ')));
  });
  app.get(
    agentPaths.metrics,
    async () =>
      new Response(await agent.metrics(), { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } }),
  );
  app.get('/openapi.json', () => new Response(document, { headers: { 'content-type': 'application/json' } }));
  return app;
}

function withCalls(app: Hono, { agent, identify, monotonic }: AppOptions): Hono {
  const calls = new Calls(agent);
  const rates = new Rates(monotonic);
  app.post('/v1/calls/:name', async (context) => {
    const caller = await identify(context.req.raw, context.req.param('name'));
    rates.take(caller);
    const reasons = agent.unready();
    if (reasons.length > 0) throw new Problem(503, reasons.join('; '), { headers: { 'retry-after': '5' } });
    return calls.take(context, caller);
  });
  return app;
}

function withProblems(app: Hono, { refused, fault }: AppOptions): Hono {
  const answer = (problem: Problem): Response => {
    refused?.(problem.status, problem.reason);
    return responseOf(problem);
  };
  app.notFound(({ req }) => answer(nothingAt(app, req.path)));
  app.onError((error) => {
    if (error instanceof Problem) return answer(error);
    fault?.(error);
    return answer(new Problem(500, 'that was not expected; the log says more'));
  });
  return app;
}

function nothingAt({ routes }: Hono, path: string): Problem {
  const there = routes.filter((route) => new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+')}$`).test(path));
  const methods = new Set(there.map(({ method }) => method).filter((method) => method !== 'ALL'));
  if (methods.size === 0) return new Problem(404, 'there is nothing at this path');
  const allow = [...methods].join(', ');
  return new Problem(405, `this is asked for with ${allow}`, { headers: { allow } });
}

/** Of accounts: the token has to be good, and the graph has to have that this account calls this. */
export const byToken =
  (tokens: Tokens, callers: (receiver: string) => readonly Account[]): Identify =>
  async (request, receiver = '') => {
    const account = await tokens.accountOf(request.headers.get('authorization') ?? undefined);
    const isCaller = callers(receiver).some(
      ({ namespace, name }) => namespace === account.namespace && name === account.name,
    );
    if (!isCaller)
      throw new Problem(
        403,
        `${account.namespace}/${account.name} calls nothing of that name here, as the sources say`,
      );
    return `${account.namespace}/${account.name}`;
  };

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Only what is asked of a loopback address, and by no page of another site. */
function checkOwnOrigin({ headers }: Request): void {
  const [host, origin] = [headers.get('host') ?? '', headers.get('origin')];
  if (!LOOPBACK.test(host)) throw new Problem(403, 'this is answered under localhost only');
  if (origin !== null && origin !== `http://${host}`)
    throw new Problem(403, 'this is not answered for pages of other sites');
}

/** On loopback everybody who can ask is the person who forwarded the port. */
export const person: Identify = () => 'person';
