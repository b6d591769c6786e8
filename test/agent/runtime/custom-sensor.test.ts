import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../src/target/emit/openapi/document.ts';
import { toYaml } from '../../../src/target/emit/yaml.ts';
import type { ConcreteHttp, SensorRequest } from '../../../src/agent/engine/effect.ts';
import type { EngineEvent } from '../../../src/agent/engine/event.ts';
import { initialState } from '../../../src/agent/engine/state.ts';
import { step } from '../../../src/agent/engine/step.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { doHttpAction, readHttpSensor } from '../../../src/agent/runtime/http-endpoint.ts';
import { formatInstant } from '../../../src/base/values/format.ts';
import { compileFolder } from '../../support/compile.ts';

const EXAMPLE = 'examples/custom-sensor';
const HOUR = 3_600_000;
const START = Date.UTC(2026, 11, 1);
const python = spawnSync('python3', ['--version']).status === 0;

const access = { token: () => Promise.resolve(undefined) };
const compiled = await compileFolder(EXAMPLE);

/** The agent's graph, with the endpoint at another port of this machine. */
function graphAt(port: number): StrategyGraph {
  const [graph] = compiled.plan?.teams.flatMap(({ agents }) => agents.map((agent) => agent.graph)) ?? [];
  if (!graph) throw new Error('no graph');
  return JSON.parse(JSON.stringify(graph).replaceAll('127.0.0.1:8090', `127.0.0.1:${String(port)}`)) as StrategyGraph;
}

it('the interface of the example is the one of its sources', async () => {
  const [plan] = compiled.plan?.interfaces ?? [];
  // Its parts stand in the order of the document, which begins with what it is.
  const parts = Object.entries(plan ? openApiDocument(plan) : {}).map(([name, part]) => toYaml({ [name]: part }));
  expect(await readFile(join(EXAMPLE, 'server/openapi.yaml'), 'utf8')).toBe(parts.join(''));
});

describe.skipIf(!python)(`the program of the example${python ? '' : ' (left out: there is no python3 here)'}`, () => {
  let folder = '';
  let server: ChildProcess | undefined;
  let graph: StrategyGraph;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sflow-watch-'));
    const started = spawn('python3', [join(EXAMPLE, 'server/main.py')], {
      env: { ...process.env, HOST: '127.0.0.1', PORT: '0', DATA: folder },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    server = started;
    const port = await new Promise<number>((resolve, reject) => {
      started.stdout.once('data', (line: Buffer) => {
        resolve(Number(/port (\d+)/.exec(line.toString())?.[1]));
      });
      started.once('exit', (code) => {
        reject(new Error(`python3 ended with ${String(code)}`));
      });
    });
    graph = graphAt(port);
  });
  afterAll(async () => {
    server?.kill();
    await rm(folder, { recursive: true });
  });

  /** A request each minute, with incomes that are spread evenly between two. */
  const write = (count: number, low: number, high: number): Promise<void> => {
    const rows = Array.from({ length: count }, (_, index) => {
      const at = formatInstant(START + (index * HOUR) / 60);
      return `${at},${String(low + ((high - low) * (index % 60)) / 60)}`;
    });
    return writeFile(join(folder, 'requests.csv'), ['at,income', ...rows, ''].join('\n'));
  };

  /** Lets the agent live for some hours; gives its decisions and what came of its actions, as a repeat of each does. */
  async function live(hours: number): Promise<string[]> {
    const told: string[] = [];
    let state = initialState(graph, START);
    const send = async (event: EngineEvent): Promise<void> => {
      const { state: next, effects, trace } = step(graph, state, event);
      state = next;
      for (const entry of trace) if (entry.kind === 'decision') told.push(entry.verdict);
      for (const effect of effects) {
        if (effect.kind === 'observe') {
          const readings = await Promise.all(
            effect.requests.map(async (request: SensorRequest) => [
              request.sensor,
              await readHttpSensor(request, effect.at, access),
            ]),
          );
          const given = Object.fromEntries(readings) as Extract<EngineEvent, { kind: 'observed' }>['readings'];
          await send({ kind: 'observed', at: event.at, occurrence: effect.occurrence, readings: given });
        } else if (effect.kind === 'act') {
          const action = effect.action as ConcreteHttp;
          const outcome = await doHttpAction(action, effect.id, access);
          expect(await doHttpAction(action, effect.id, access)).toEqual(outcome);
          told.push(JSON.stringify(outcome));
          await send({ kind: 'completed', at: event.at, effect: effect.id, outcome });
        }
      }
    };
    for (let hour = 0; hour <= hours; hour += 1) await send({ kind: 'clock', at: START + hour * HOUR });
    return told;
  }

  it('says what it does not know, keeps quiet, and opens one case a deed', async () => {
    await write(10, 1000, 6000);
    expect(await live(1)).toEqual(['unknown']);
    await write(60, 1000, 1200);
    expect(await live(1)).toEqual(['act', '{"ok":"CASE-1"}']);
    const cases = (await readFile(join(folder, 'cases.jsonl'), 'utf8')).trim().split('\n');
    expect(cases.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { name: 'CASE-1', title: 'the income of applicants has drifted', severity: 2 },
    ]);
  });

  it('gives the index of its sources, and reasons where there is none', async () => {
    const [sensor] = graph.sensors;
    if (!sensor) throw new Error('no sensor');
    const read = (feature: string, from = START, to = START + HOUR): ReturnType<typeof readHttpSensor> =>
      readHttpSensor(
        {
          sensor: sensor.id,
          kind: 'http',
          fields: { ...sensor.source.fixed, arguments: { feature } },
          window: { from, to },
        },
        to,
        access,
      );
    // All 60 in the lowest tenth, and half of one in each of the nine others.
    await write(60, 1000, 1200);
    const far = (1 - 0.1) * Math.log(1 / 0.1) + 9 * (0.5 / 60 - 0.1) * Math.log(0.5 / 60 / 0.1);
    const reading = await read('income');
    expect(reading.known ? reading.value : reading.reason).toBeCloseTo(far, 9);
    expect(await read('income', START + HOUR, START + 2 * HOUR)).toMatchObject({
      reason: 'there are 0 requests in this time, and fewer than 50 tell nothing',
    });
    expect(await read('age')).toMatchObject({
      reason: 'the endpoint watch answered 404: the training data have no age',
    });
    await rm(join(folder, 'requests.csv'));
    expect(await read('income')).toMatchObject({
      reason: 'the endpoint watch answered 503: the data cannot be read: No such file or directory',
    });
  });
});
