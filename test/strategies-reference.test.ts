import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { initialState } from '../src/agent/engine/state.ts';
import { step } from '../src/agent/engine/step.ts';
import type { EngineEvent } from '../src/agent/engine/event.ts';
import type { TraceEntry } from '../src/agent/engine/trace.ts';
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
    for (const clause of Object.keys(bodies.strategy.clauses)) expect(text).toContain(clause);
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

/** Instants of a time line, in minutes of its day, UTC. */
function played(line: string): { readonly fires: readonly string[]; readonly told: readonly string[] } {
  const rows = new Map(
    line
      .trim()
      .split('\n')
      .map((row) => [/^\S+/.exec(row)?.[0] ?? '', row.replace(/^\S+\s+/, '')]),
  );
  const day = rows.get('day') ?? '2026-12-01';
  const instant = (time: string): number => Date.parse(`${day}T${time}:00Z`);
  const source = `${before}agent watcher { strategy s { WHEN ${rows.get('WHEN') ?? ''} THEN runWorkflow(training) } }`;
  const graph = compileTexts(source).plan?.teams[0]?.agents[0]?.graph;
  if (!graph) throw new Error(`this does not compile: ${rows.get('WHEN') ?? ''}`);
  const looks = (rows.get('looks') ?? '').split(/\s+/).filter((time) => time !== '');
  const heard = [...(rows.get('hears') ?? '').matchAll(/(\S+) (\S+)/g)];
  const namespace = graph.agent.namespace;
  const events = [
    ...looks.map((time): EngineEvent => ({ kind: 'clock', at: instant(time) })),
    ...heard.map(([, time = '', what = ''], index): EngineEvent => {
      const [name = '', states] = what.split('.');
      const [state, ...also] = states?.split('+') ?? [];
      const id = String(index);
      if (state === undefined)
        return { kind: 'called', at: instant(time), id, receiver: name, arguments: {}, caller: 'somebody' };
      return { kind: 'changed', at: instant(time), id, subject: { kind: 'batch', namespace, name }, state, also };
    }),
  ];
  events.sort((a, b) => a.at - b.at);
  let state = initialState(graph, instant(rows.get('start') ?? '00:00'));
  const trace: TraceEntry[] = [];
  const send = (event: EngineEvent): void => {
    const result = step(graph, state, event);
    state = result.state;
    trace.push(...result.trace);
    for (const effect of result.effects)
      if (effect.kind === 'act') send({ kind: 'completed', at: event.at, effect: effect.id, outcome: { ok: null } });
  };
  events.forEach(send);
  const told = trace.flatMap((entry) =>
    entry.kind === 'decision' ? [`${new Date(entry.at).toISOString().slice(11, 16)}${entry.madeUp ? '*' : ''}`] : [],
  );
  return { fires: (rows.get('fires') ?? '').split(/\s+/), told };
}

describe('the time lines of the reference', () => {
  it.each(blocks('timeline'))('%s', (line) => {
    const { fires, told } = played(line);
    expect(told).toEqual(fires);
  });

  it('are there', () => {
    expect(blocks('timeline').length).toBeGreaterThan(6);
  });
});
