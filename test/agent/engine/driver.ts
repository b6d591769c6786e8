import { adopt } from '../../../src/agent/engine/adopt.ts';
import type { ActEffect, Effect } from '../../../src/agent/engine/effect.ts';
import type { EngineEvent, Outcome } from '../../../src/agent/engine/event.ts';
import { initialState, outstanding, type EngineState } from '../../../src/agent/engine/state.ts';
import { step } from '../../../src/agent/engine/step.ts';
import type { Decision, TraceEntry } from '../../../src/agent/engine/trace.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { textOf } from '../../../src/base/values/plain.ts';
import { known, unknown, type Observation } from '../../../src/base/values/value.ts';
import { app, compileTexts } from '../../support/marked.ts';

export const START = Date.parse('2026-12-01T00:00:00Z');
const MINUTE = 60_000;

/** The graph of an agent with these members, among two workflows, `train` and `serve`, and sensors `x` and `y`; `z` is windowed, `now` tells the present. */
export function graphOf(members: string): StrategyGraph {
  const compiled = compileTexts(
    `import { logged-count, logged-last } from "std/mlflow"\nimport { request-rate } from "std/istio"\n${app(`model m { registered "m"  better accuracy }
workflow train : batch { executor step { image "a:1" } }
workflow serve : online {
  service s : transformer { image "a:1"  resources { cpu: 1 } }
  replicas 1..5 scale on request-rate(serve) per replica to 20/s
}
sensor x = logged-last("x", experiment: "e") over 1h
sensor y = logged-last("y", experiment: "e") over 1h
sensor z = logged-count("z", experiment: "e")
endpoint ep : external { at "https://ep.example.org" }
sensor now : Int from http { endpoint: ep }
agent a { ${members} }`)}`,
  );
  const graph = compiled.plan?.teams[0]?.agents[0]?.graph;
  if (!graph) throw new Error(compiled.diagnostics.map(({ message }) => message).join('\n'));
  return graph;
}

/** An agent whose sensors and actions are answered at once, unless a test says otherwise. Times are minutes since the start. */
export class Driver {
  graph: StrategyGraph;
  readonly trace: TraceEntry[] = [];
  readonly effects: Effect[] = [];
  /** By metric. */
  readonly readings = new Map<string, number>();
  /** What becomes of an action, by its text; `undefined`: no answer comes. */
  outcomeOf: (text: string, id: string) => Outcome | undefined = () => ({ ok: null });
  answers = true;
  #state: EngineState;
  #wake: number | undefined;

  /** `minute`: of the first start. */
  constructor(members: string, minute = 0) {
    this.graph = graphOf(members);
    this.#state = initialState(this.graph, START + minute * MINUTE);
  }

  /** As after a crash: the state comes from its journal, and what has no answer is done again. */
  restart(): readonly Effect[] {
    this.#state = JSON.parse(JSON.stringify(this.#state)) as EngineState;
    return outstanding(this.#state);
  }

  /** The agent goes on, from its stored state, with strategies that were changed. */
  upgrade(members: string): readonly Effect[] {
    const before = this.graph;
    this.graph = graphOf(members);
    const { state, trace } = adopt(this.#state, before, this.graph, this.#state.now);
    this.#state = state;
    this.trace.push(...trace);
    return this.restart();
  }

  get state(): EngineState {
    return this.#state;
  }

  clock(minute: number): void {
    this.send({ kind: 'clock', at: START + minute * MINUTE });
  }

  /** Looks at the clock every so many minutes. */
  run(from: number, to: number, every = 1): void {
    for (let minute = from; minute <= to; minute += every) this.clock(minute);
  }

  call(id: string, minute = 0, receiver = 'go'): void {
    this.send({ kind: 'called', at: START + minute * MINUTE, id, receiver, arguments: {}, caller: 'p' });
  }

  /** The batch workflow `train` comes into a state. */
  change(id: string, state: string, minute: number, also?: readonly string[]): void {
    const subject = { kind: 'batch', namespace: this.graph.agent.namespace, name: 'train' } as const;
    this.send({ kind: 'changed', at: START + minute * MINUTE, id, subject, state, ...(also ? { also } : {}) });
  }

  /** The sensors that a strategy asked for last all read `value`; `undefined`: they cannot be read. */
  observe(strategy: string, minute: number, value: number | undefined): void {
    const asked = this.effects.findLast(
      (effect) => effect.kind === 'observe' && effect.occurrence.split('/')[2] === strategy,
    );
    if (asked?.kind !== 'observe') throw new Error(`${strategy} reads nothing`);
    const reading = value === undefined ? unknown('down') : known(value);
    const readings = Object.fromEntries(asked.requests.map(({ sensor }) => [sensor, reading]));
    this.send({ kind: 'observed', at: START + minute * MINUTE, occurrence: asked.occurrence, readings });
  }

  /** The actions that were asked for and not answered yet. */
  get asked(): readonly ActEffect[] {
    return outstanding(this.#state).filter((effect) => effect.kind === 'act');
  }

  complete(effect: ActEffect | undefined, minute: number, outcome: Outcome = { ok: null }): void {
    this.send({ kind: 'completed', at: START + minute * MINUTE, effect: effect?.id ?? '', outcome });
  }

  /** The minute at which the clock is wanted next; undefined where it is not. */
  get wake(): number | undefined {
    return this.#wake === undefined ? undefined : (this.#wake - START) / MINUTE;
  }

  send(event: EngineEvent): void {
    const result = step(this.graph, this.#state, event);
    this.#state = result.state;
    this.trace.push(...result.trace);
    this.effects.push(...result.effects);
    const last = result.effects.at(-1);
    this.#wake = last?.kind === 'wake' ? last.at : undefined;
    for (const effect of result.effects) this.#answer(effect, event.at);
  }

  #answer(effect: Effect, at: number): void {
    if (effect.kind === 'observe' && this.answers) {
      const readings = effect.requests.map(({ sensor, fields }): [string, Observation] => {
        const value = this.readings.get(textOf(fields['metric'] ?? fields['name']));
        return [sensor, value === undefined ? unknown('nothing was logged') : known(value)];
      });
      this.send({ kind: 'observed', at, occurrence: effect.occurrence, readings: Object.fromEntries(readings) });
    }
    if (effect.kind === 'act') {
      const text = effect.action.kind === 'primitive' ? effect.action.name : effect.action.kind;
      const outcome = this.outcomeOf(text, effect.id);
      if (outcome) this.send({ kind: 'completed', at, effect: effect.id, outcome });
    }
  }

  get decisions(): readonly Decision[] {
    return this.trace.filter((entry) => entry.kind === 'decision');
  }

  /** `minute verdict` of each decision that is not quiet. */
  get told(): readonly string[] {
    return this.decisions.flatMap(({ verdict, at, strategy }) =>
      verdict === 'quiet' ? [] : [`${String((at - START) / MINUTE)} ${strategy} ${verdict}`],
    );
  }

  /** `minute action` of each that was done. */
  get done(): readonly string[] {
    return this.trace.flatMap((entry) =>
      entry.kind === 'action' && 'ok' in entry.result ? [`${String((entry.at - START) / MINUTE)} ${entry.text}`] : [],
    );
  }
}
