import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { initialState } from '../src/agent/engine/state.ts';
import { step } from '../src/agent/engine/step.ts';
import type { EngineEvent } from '../src/agent/engine/event.ts';
import type { TraceEntry } from '../src/agent/engine/trace.ts';
import { known, unknown, type Observation } from '../src/base/values/value.ts';
import { bodies } from '../src/language/syntax/clauses.ts';
import { app, compileTexts } from './support/marked.ts';

const reference = readFileSync('grammar/strategies.md', 'utf8');
const blocks = (kind: string): string[] =>
  [...reference.matchAll(new RegExp(`\`\`\`${kind}\\n([^]*?)\`\`\``, 'g'))].map(([, text = '']) => text);
const snippets = blocks('sflow');

const before = `import { request-rate } from "std/istio"
import { ready-replicas } from "std/kubernetes"
import { logged-mean, logged-sum, score } from "std/mlflow"
${app(`model cnn { registered "cnn"  better accuracy }
model forest { registered "forest"  better accuracy }
workflow training : batch {
  param epochs : Int = 10
  executor fit { image "fit:1.0"  args { epochs: epochs }  metric accuracy : Ratio }
  register cnn from fit
}
workflow inference : online { service predictor : model { server tensorflow  model cnn@production }  backup standby
  replicas 1..9 scale on request-rate(inference) per replica to 20/s }
workflow standby : online { service predictor : model { server tensorflow  model cnn@previous }
  replicas 1..9 scale on request-rate(standby) per replica to 20/s }
`)}`;

describe('the reference of strategies', () => {
  it.each(snippets.map((text) => [text.split('\n', 1)[0], text]))('compiles: %s', (_, text = '') => {
    const { diagnostics, manifests } = compileTexts(before + text);
    expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
    expect(manifests?.length).toBeGreaterThan(0);
  });

  it('shows each clause of strategies and agents', () => {
    const text = snippets.join('\n');
    for (const clause of [...Object.keys(bodies.strategy.clauses), 'budget']) expect(text).toContain(clause);
    for (const clause of [
      'state',
      'called',
      'or ',
      'and ',
      'within',
      'from',
      'until',
      'jitter',
      'parallel',
      'retry',
      'set ',
    ])
      expect(text).toContain(clause);
  });
});

/**
 * A time line: `WHEN` alone, or members of an agent (`budget`, `state`, `strategy`); what it `looks` at and `hears` at which time (`report(web-1)`: of a host), what every sensor `reads` from then
 * on (`?`: nothing), and which action `fails`. It `fires` events, or `tells` decisions.
 */
function played(line: string): { readonly expected: readonly string[]; readonly told: readonly string[] } {
  const rows = line
    .trim()
    .split('\n')
    .map((row): [string, string] => [/^\S+/.exec(row)?.[0] ?? '', row.replace(/^\S+\s+/, '')]);
  const row = (name: string): string => rows.find(([key]) => key === name)?.[1] ?? '';
  const pairs = (name: string): [string, string][] =>
    [...row(name).matchAll(/(\S+) (\S+)/g)].map(([, time = '', what = '']) => [time, what]);
  const day = row('day') || '2026-12-01';
  const instant = (time: string): number => Date.parse(`${day}T${time}:00Z`);
  const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 16);
  const members = rows
    .filter(([key]) => ['budget', 'state', 'strategy'].includes(key))
    .map(([key, rest]) => `${key} ${rest}`);
  if (members.length === 0) members.push(`strategy s { WHEN ${row('WHEN')} THEN runWorkflow(training) }`);
  const compiled = compileTexts(`${before}agent watcher { ${members.join('\n')} }`);
  const graph = compiled.plan?.teams[0]?.agents[0]?.graph;
  if (!graph) throw new Error(compiled.diagnostics.map(({ message }) => message).join('\n'));
  const looks = row('looks')
    .split(/\s+/)
    .filter((time) => time !== '');
  const namespace = graph.agent.namespace;
  const events = [
    ...looks.map((time): EngineEvent => ({ kind: 'clock', at: instant(time) })),
    ...pairs('hears').map(([time, what], index): EngineEvent => {
      const [name = '', states] = what.split('.');
      const [state, ...also] = states?.split('+') ?? [];
      const id = String(index);
      const [, receiver = name, host] = /^(\w+)\((\S+)\)$/.exec(name) ?? [];
      const given: Record<string, string> = host === undefined ? {} : { host };
      if (state === undefined)
        return { kind: 'called', at: instant(time), id, receiver, arguments: given, caller: 'somebody' };
      return { kind: 'changed', at: instant(time), id, subject: { kind: 'batch', namespace, name }, state, also };
    }),
  ];
  events.sort((a, b) => a.at - b.at);
  let state = initialState(graph, instant(row('start') || '00:00'));
  const trace: TraceEntry[] = [];
  const readAt = (at: number): Observation => {
    const [, value = '?'] = pairs('reads').findLast(([time]) => instant(time) <= at) ?? [];
    return value === '?' ? unknown('nothing is read') : known(Number(value));
  };
  const send = (event: EngineEvent): void => {
    const result = step(graph, state, event);
    state = result.state;
    trace.push(...result.trace);
    for (const effect of result.effects) {
      const { at } = event;
      if (effect.kind === 'observe') {
        const readings = Object.fromEntries(effect.requests.map(({ sensor }) => [sensor, readAt(at)]));
        send({ kind: 'observed', at, occurrence: effect.occurrence, readings });
      }
      if (effect.kind !== 'act') continue;
      const name = effect.action.kind === 'primitive' ? effect.action.name : effect.action.kind;
      const fails = pairs('fails').some(([time, action]) => instant(time) === at && action === name);
      send({ kind: 'completed', at, effect: effect.id, outcome: fails ? { failed: 'no' } : { ok: null } });
    }
  };
  events.forEach(send);
  const decisions = trace.filter((entry) => entry.kind === 'decision');
  if (row('tells') === '')
    return {
      expected: row('fires').split(/\s+/),
      told: decisions.map(({ at, madeUp }) => `${timeOf(at)}${madeUp ? '*' : ''}`),
    };
  const isQuietTold = row('tells').includes('quiet');
  return {
    expected: row('tells').split(', '),
    told: decisions.flatMap(({ at, strategy, verdict }) =>
      verdict === 'quiet' && !isQuietTold ? [] : [`${timeOf(at)} ${strategy} ${verdict === 'act' ? 'acts' : verdict}`],
    ),
  };
}

describe('the time lines of the reference', () => {
  it.each(blocks('timeline'))('%s', (line) => {
    const { expected, told } = played(line);
    expect(told).toEqual(expected);
  });

  it('are there', () => {
    expect(blocks('timeline').length).toBeGreaterThan(6);
  });
});
