import { describe, expect, it } from 'vitest';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { Actuator } from '../../../src/agent/runtime/actuators/actuator.ts';
import { app, compileTexts } from '../../support/marked.ts';
import { call, run, running, until, world } from './agents.ts';

/** Two agents: what one reads makes it call the other, which runs a workflow. */
const graphs = compileTexts(
  `import { logged-last } from "std/mlflow"\n${app(`workflow train : batch { executor step { image "a:1" } }
sensor x = logged-last("x", experiment: "e") over 1h
agent checker { strategy s { WHEN called look(n: Int) IF x > n THEN call planner.improve(n) ELSE noted() } }
endpoint ep : external { at "https://ep.example.org" }
action noted() from http { endpoint: ep }
agent asker { strategy u { approval by "leads" WHEN called look(n: Int) THEN runWorkflow(train) } }
agent planner { strategy t { WHEN called improve(n: Int) THEN runWorkflow(train) } }`)}`,
);

const graphOf = (name: string): StrategyGraph => {
  const graph = graphs.plan?.teams[0]?.agents.find((agent) => agent.name === name)?.graph;
  if (!graph) throw new Error(JSON.stringify(graphs.diagnostics.map(({ message }) => message)));
  return graph;
};

describe('an agent that runs', () => {
  it('reads, calls another agent, which acts, once however often it is called', async () => {
    const own = world(5);
    const doing: Actuator = ({ name }, { key }) => {
      own.done.push(`${name} ${key.split('/')[2] ?? ''}`);
      return Promise.resolve({ ok: null });
    };
    await run(graphOf('planner'), own, doing);
    const { url, people } = await run(graphOf('checker'), own, doing);
    const first = await call(url, 'look', { n: 3 }, 'a', '?wait=10s');
    expect(first).toMatchObject({ status: 200, body: { call: 'a', ended: [{ kind: 'ending', fired: true }] } });
    await until(() => own.done.length > 0);
    expect(await call(url, 'look', { n: 3 }, 'a', '?wait=10s')).toMatchObject({ status: 200 });
    expect(own.done).toEqual(['runWorkflow t']);
    const { items } = (await (await fetch(`${people}/v1/decisions?verdict=act`)).json()) as { items: unknown[] };
    expect(items).toMatchObject([{ strategy: 's', verdict: 'act', call: { id: 'a', caller: 'person' } }]);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/sflow_decisions_total\{strategy="s",verdict="act",.*\} 1/);
    expect(own.logged.map((line) => (JSON.parse(line) as { msg: string }).msg)).toContainEqual(
      expect.stringContaining('runWorkflow(train)'),
    );
  });

  it('does what comes of a quiet look, and tells how it ended to who waits', async () => {
    const own = world(1);
    const { url } = await run(graphOf('checker'), own, () => Promise.resolve({ ok: null }));
    expect(await call(url, 'look', { n: 3 }, 'a', '?wait=10s')).toMatchObject({ status: 200 });
    expect(own.done).toEqual(['noted']);
  });

  it('says why it acted and why it did not, after a stop too, and not to other agents', async () => {
    const own = world(5);
    const doing: Actuator = () => Promise.resolve({ ok: 'run train-1' });
    await run(graphOf('planner'), own, doing);
    const before = await run(graphOf('checker'), own, doing);
    await call(before.url, 'look', { n: 3 }, 'a', '?wait=10s');
    await call(before.url, 'look', { n: 9 }, 'b', '?wait=10s');
    await running.pop()?.stop();
    const { url, people } = await run(graphOf('checker'), own, doing);
    const { items } = (await (await fetch(`${people}/v1/decisions`)).json()) as {
      items: { kind: string; verdict: string; occurrence: string }[];
    };
    const [quiet, acted] = items.filter(({ kind }) => kind === 'decision');
    const why = async (id = ''): Promise<unknown> =>
      (await fetch(`${people}/v1/why?decision=${encodeURIComponent(id)}`)).json();
    expect(await why(acted?.occurrence)).toMatchObject({
      lines: expect.arrayContaining([expect.stringContaining('acts: x = 5'), 'done']) as unknown,
    });
    expect(await why(quiet?.occurrence)).toMatchObject({ enough: 'x above 9 (it was 5), or n below 5' });
    expect(await why('a/b/c')).toMatchObject({
      status: 404,
      detail: expect.stringContaining('no decision a/b/c') as unknown,
    });
    const whyNot = await (await fetch(`${people}/v1/why-not?strategy=s`)).json();
    expect(whyNot).toMatchObject({ because: 'quiet', decision: quiet?.occurrence });
    expect(await (await fetch(`${people}/v1/why-not?strategy=s&at=yesterday`)).json()).toMatchObject({ status: 400 });
    expect((await fetch(`${url}/v1/why-not?strategy=s`)).status).toBe(404);
  });

  it('goes on after a stop with what had no answer, and knows the calls that it took', async () => {
    const own = world(5);
    const asked: string[] = [];
    const never: Actuator = (_, { key }) => {
      asked.push(key);
      return new Promise(() => undefined);
    };
    const before = await run(graphOf('planner'), own, never);
    expect(await call(before.url, 'improve', { n: 3 }, 'a')).toMatchObject({ status: 202 });
    await until(() => asked.length === 1);
    await running.pop()?.stop();
    const after = await run(graphOf('planner'), own, (_, { key }) => {
      own.done.push(key);
      return Promise.resolve({ ok: null });
    });
    await until(() => own.done.length === 1);
    expect(own.done).toEqual(asked);
    expect(await call(after.url, 'improve', { n: 3 }, 'a', '?wait=10s')).toMatchObject({ status: 200 });
    expect(own.done).toHaveLength(1);
  });

  it('is paused by people, over a stop, and acts on the next call once it goes on', async () => {
    const own = world(5);
    const doing: Actuator = (_, { key }) => {
      own.done.push(key);
      return Promise.resolve({ ok: null });
    };
    const tell = async (people: string, path: string): Promise<number> =>
      (await fetch(`${people}${path}`, { method: 'POST' })).status;
    const before = await run(graphOf('planner'), own, doing);
    expect(await tell(before.people, '/v1/strategies/t/pause')).toBe(202);
    expect(await tell(before.people, '/v1/strategies/t/pause')).toBe(202);
    await running.pop()?.stop();
    const after = await run(graphOf('planner'), own, doing);
    const seen = await (await fetch(`${after.people}/v1/strategies`)).json();
    expect(seen).toMatchObject({ paused: null, items: [{ name: 't', paused: { by: 'person' } }] });
    const held = await call(after.url, 'improve', { n: 3 }, 'a', '?wait=10s');
    expect(held).toMatchObject({ body: { ended: [{ verdict: 'held', held: { by: 'pause', who: 'person' } }] } });
    expect(await tell(after.people, '/v1/strategies/t/resume')).toBe(202);
    expect(await call(after.url, 'improve', { n: 3 }, 'b', '?wait=10s')).toMatchObject({ status: 200 });
    expect(own.done).toHaveLength(1);
    expect(await tell(after.people, '/v1/clock')).toBe(409);
  });

  it('shows what people are asked, until they are asked no more', async () => {
    const own = world(5);
    const { url, people } = await run(graphOf('asker'), own, () => Promise.resolve({ ok: null }));
    await call(url, 'look', { n: 3 }, 'a');
    const approvals = async (): Promise<unknown> => (await fetch(`${people}/v1/approvals`)).json();
    expect(await approvals()).toMatchObject({
      items: [{ strategy: 'u', by: 'leads', actions: ['runWorkflow(train)'] }],
    });
    await fetch(`${people}/v1/pause`, { method: 'POST' });
    expect(await approvals()).toEqual({ items: [] });
  });

  it('waits for an agent that starts anew, and calls it once', async () => {
    const own = world(5);
    const { url } = await run(graphOf('checker'), own, () => Promise.resolve({ ok: null }));
    own.addresses.set('planner', 'http://127.0.0.1:9');
    expect(await call(url, 'look', { n: 3 }, 'a')).toMatchObject({ status: 202 });
    await new Promise((resolve) => setTimeout(resolve, 600));
    await run(graphOf('planner'), own, () => {
      own.done.push('ran');
      return Promise.resolve({ ok: null });
    });
    await until(() => own.done.length === 1);
  });
});
