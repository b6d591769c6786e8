import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { known } from '../../../src/base/values/value.ts';
import { readTraceparent, traceparentOf } from '../../../src/contract/process/traceparent.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { Actuator } from '../../../src/agent/runtime/actuators/actuator.ts';
import type { SensorRequest } from '../../../src/agent/engine/effect.ts';
import type { Reading } from '../../../src/agent/engine/event.ts';
import { realClock, type Clock } from '../../../src/agent/runtime/real-clock.ts';
import { sendMessage } from '../../../src/agent/runtime/webhook.ts';
import { compileFolder } from '../../support/compile.ts';
import { call, run, running, until, world } from './agents.ts';
import { recorder, type Ended } from './tracer.ts';

const { plan } = await compileFolder('examples/mnist');

const graphOf = (name: string): StrategyGraph => {
  const graph = plan?.teams.flatMap(({ agents }) => agents).find((agent) => agent.name === name)?.graph;
  if (!graph) throw new Error(`there is no ${name}`);
  return graph;
};

const DATA = { run: 'r1', path: 'x_inference', uri: 's3://b/r1/x_inference' };
const PLACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 };

/** An hour passes in a moment, once. */
function hasty(): Clock {
  const real = realClock();
  let ahead = 0;
  return {
    ...real,
    now: () => real.now() + ahead,
    at: (instant, happen) => {
      if (ahead > 0) return () => undefined;
      return real.after(50, () => {
        ahead = instant - real.now();
        happen();
      });
    },
  };
}

const mlflow = ({ fields }: SensorRequest): Promise<Reading> =>
  Promise.resolve(known('artifact' in fields || 'path' in fields ? DATA : 1500));

afterEach(() => {
  trace.disable();
});

const done: Actuator = () => Promise.resolve({ ok: null });

describe('the spans of agents', () => {
  it('lead from the trigger of one to what another does for its call', async () => {
    const { provider, ended } = recorder();
    trace.setGlobalTracerProvider(provider);
    const own = world(0);
    await run(graphOf('checker-agent'), own, done);
    await run(graphOf('tracker-agent'), own, done, { clock: hasty(), drivers: { mlflow } });
    const spanOf = (name: string): Ended | undefined => ended.find((span) => span.name === name);
    await until(() => spanOf('check-predictions') !== undefined && spanOf('count-predictions') !== undefined);
    const parents = ended.map(({ name, parent }) => [
      name,
      ended.find(({ place }) => place.spanId === parent?.spanId)?.name,
    ]);
    expect(new Set(parents)).toEqual(
      new Set([
        ['count-predictions', undefined],
        ['observe', 'count-predictions'],
        ['call checker-agent.check-predictions', 'count-predictions'],
        ['check-predictions', 'call checker-agent.check-predictions'],
        ['runWorkflow', 'check-predictions'],
      ]),
    );
    expect(new Set(ended.map(({ place }) => place.traceId)).size).toBe(1);
    expect(spanOf('call checker-agent.check-predictions')?.kind).toBe(SpanKind.PRODUCER);
    const { kind, attributes } = spanOf('check-predictions') ?? {};
    expect(kind).toBe(SpanKind.CONSUMER);
    expect(attributes).toMatchObject({ 'sflow.agent': 'checker-agent', 'sflow.strategy': 'check-predictions' });
    expect(attributes?.['sflow.decision']).toMatch(
      /^scanflow-mnist-dataengineer\/checker-agent\/check-predictions\/call\//,
    );
    expect(spanOf('runWorkflow')?.attributes['sflow.decision']).toBe(attributes?.['sflow.decision']);
  });

  it('go on under the same caller in a process that goes on after a crash, and say what failed', async () => {
    const { provider, ended } = recorder();
    trace.setGlobalTracerProvider(provider);
    const own = world(0);
    let isAsked = false;
    const never: Actuator = () => {
      isAsked = true;
      return new Promise(() => undefined);
    };
    const { url } = await run(graphOf('checker-agent'), own, never);
    const traced = { traceparent: traceparentOf(PLACE) };
    await call(url, 'check-predictions', { data: DATA }, 'a', '', traced);
    await until(() => isAsked);
    expect(ended).toEqual([]);
    await running.pop()?.stop();
    await run(graphOf('checker-agent'), own, () => Promise.resolve({ failed: 'it is full' }));
    await until(() => ended.some(({ name }) => name === 'check-predictions'));
    const [action, decision] = ended;
    expect(action).toMatchObject({ name: 'runWorkflow', parent: decision?.place });
    expect(action?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'it is full' });
    expect(decision).toMatchObject({ parent: PLACE, status: { code: SpanStatusCode.ERROR } });
  });

  it('are none without an SDK; what a caller says of its place is handed on to whoever is asked next', async () => {
    const heard: (string | undefined)[] = [];
    const server = createServer(({ headers }, answer) => {
      heard.push(headers['traceparent'] as string | undefined);
      answer.end();
    }).listen(0, '127.0.0.1');
    await until(() => server.listening);
    const hook = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const tell: Actuator = async (_, { key }) => {
      await sendMessage(hook, { text: 'trained', key });
      return { ok: null };
    };
    const { url } = await run(graphOf('checker-agent'), world(0), tell);
    const own = traceparentOf(PLACE);
    const given = [own, undefined, 'rubbish', `${own}, ${own}`];
    for (const [index, traceparent] of given.entries())
      await call(
        url,
        'check-predictions',
        { data: DATA },
        `c${String(index)}`,
        '?wait=10s',
        traceparent ? { traceparent } : {},
      );
    server.close();
    server.closeAllConnections();
    expect(heard).toEqual([own, undefined, undefined, undefined]);
  });
});

describe('a traceparent', () => {
  const own = traceparentOf(PLACE);
  it.each([
    [own, PLACE],
    [own.replace(/1$/, '0'), { ...PLACE, traceFlags: 0 }],
    [own.replace(/01$/, 'ff'), PLACE],
    [`cc${own.slice(2)}-more`, PLACE],
  ])('%s is one', (text, place) => {
    expect(readTraceparent(text)).toEqual(place);
  });

  it.each([
    undefined,
    '',
    `${own}-more`,
    `ff${own.slice(2)}`,
    own.toUpperCase(),
    own.replace(PLACE.traceId, '0'.repeat(32)),
    own.replace(PLACE.spanId, '0'.repeat(16)),
    `${own}\nx`,
    own.slice(1),
  ])('%j is none', (text) => {
    expect(readTraceparent(text)).toBeUndefined();
  });
});
