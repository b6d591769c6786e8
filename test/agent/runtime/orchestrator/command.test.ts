import { readFileSync, readdirSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { orchestrate } from '../../../../src/agent/runtime/commands/orchestrate.ts';
import { readGraph } from '../../../../src/agent/runtime/orchestrator/graph.ts';
import { says, Services } from './services.ts';

const services = new Services();
afterEach(() => services.close());

const start = (
  graph: unknown,
  port = '0',
): { readonly lines: string[]; readonly stop: () => void; readonly ended: Promise<number> } => {
  const lines: string[] = [];
  const stop = new AbortController();
  const io = { say: (line: string) => lines.push(line), complain: (line: string) => lines.push(`! ${line}`) };
  const text = typeof graph === 'object' ? JSON.stringify(graph) : (graph as string | undefined);
  const ended = orchestrate({ port }, { SFLOW_GRAPH: text }, io, stop.signal);
  return {
    lines,
    ended,
    stop: () => {
      stop.abort();
    },
  };
};

const portIn = async (lines: readonly string[]): Promise<number> => {
  await vi.waitFor(() => {
    expect(lines).not.toEqual([]);
  });
  return Number(/^takes requests on port (\d+)$/.exec(lines[0] ?? '')?.[1]);
};

const ask = (port: number): Promise<Response> =>
  fetch(`http://127.0.0.1:${String(port)}/v1/models/a:predict`, { method: 'POST', body: '{}' });

const leaf = { name: 'a', role: 'model', port: 9000 };

describe('the process', () => {
  it('takes requests until it is stopped, and answers those that are there', async () => {
    const port = await services.add((asked, outgoing) =>
      setTimeout(() => {
        says('{}')(asked, outgoing);
      }, 200),
    );
    const { lines, ended, stop } = start({ graph: { ...leaf, port }, transport: 'rest' });
    const own = await portIn(lines);
    const response = ask(own);
    await vi.waitFor(() => {
      expect(services.asked).toHaveLength(1);
    });
    stop();
    expect((await response).status).toBe(200);
    expect(await ended).toBe(0);
    await expect(ask(own)).rejects.toThrow();
  });

  it('ends where the port is taken', async () => {
    const port = await services.add(says('{}'));
    const first = start({ graph: leaf, transport: 'rest' });
    const own = await portIn(first.lines);
    const second = start({ graph: { ...leaf, port }, transport: 'rest' }, String(own));
    expect(await second.ended).toBe(1);
    expect(second.lines).toEqual([`! cannot listen on port ${String(own)} (EADDRINUSE)`]);
    first.stop();
    await first.ended;
  });

  it('reads what the targets write', () => {
    const written = readdirSync('test/cases', { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.yaml'))
      .flatMap((path) => [
        ...readFileSync(`test/cases/${path}`, 'utf8').matchAll(/name: SFLOW_GRAPH\n +value: (".*")/g),
      ])
      .map(([, value = '']) => JSON.parse(value) as string);
    expect(written.length).toBeGreaterThan(2);
    expect(written.map(readGraph)).toEqual(written.map((text) => JSON.parse(text) as unknown));
  });

  const chain = (length: number): unknown =>
    length === 0 ? undefined : { ...leaf, name: `a${String(length)}`, children: [chain(length - 1)].filter(Boolean) };

  it.each<[unknown, string]>([
    [undefined, 'SFLOW_GRAPH is not set: it has the graph as JSON'],
    ['{', 'SFLOW_GRAPH has no graph: it is no object of JSON'],
    ['[]', 'SFLOW_GRAPH has no graph: it is no object of JSON'],
    [{ graph: leaf }, 'SFLOW_GRAPH has no graph: its transport is neither rest nor grpc'],
    [{ graph: leaf, transport: 'rest', copyTo: 'file:///x' }, 'copyTo is no address'],
    [{ transport: 'rest' }, 'a service has no name'],
    [{ transport: 'rest', graph: { ...leaf, name: '../x' } }, 'a service has no name'],
    [{ transport: 'rest', graph: { ...leaf, role: 'judge' } }, 'the role of a is none of model, transformer'],
    [{ transport: 'rest', graph: { ...leaf, port: 0 } }, 'the port of a is none'],
    [{ transport: 'rest', graph: { ...leaf, port: undefined } }, 'the model a has no port'],
    [{ transport: 'rest', graph: { name: 'r', role: 'router', ratio: 2, children: [leaf] } }, 'the ratio of r is not'],
    [{ transport: 'rest', graph: { name: 'r', role: 'router' } }, 'the router r has nothing to choose from'],
    [
      { transport: 'rest', graph: { name: 'r', role: 'combiner', children: [] } },
      'the combiner r has nothing to combine',
    ],
    [{ transport: 'rest', graph: { ...leaf, children: [leaf] } }, 'the service a stands there twice'],
    [
      {
        transport: 'rest',
        graph: {
          ...leaf,
          children: [
            { ...leaf, name: 'b' },
            { ...leaf, name: 'c' },
          ],
        },
      },
      'hands a request to several',
    ],
    [{ transport: 'rest', graph: chain(65) }, 'more than 64 services stand behind each other'],
    [{ transport: 'grpc', graph: leaf }, 'not done: a graph whose services speak gRPC'],
  ])('does not start with a wrong graph (%#)', async (graph, message) => {
    const { lines, ended } = start(graph);
    expect(await ended).toBe(2);
    expect(lines).toEqual([expect.stringContaining(message)]);
  });

  it('does not start with a port that is none', async () => {
    const { lines, ended } = start({ graph: leaf, transport: 'rest' }, '80a');
    expect(await ended).toBe(2);
    expect(lines).toEqual(['! --port=80a is no port']);
  });
});
