import { adopt } from '../../../src/agent/engine/adopt.ts';
import type { ActEffect, Effect, ObserveEffect } from '../../../src/agent/engine/effect.ts';
import type { EngineEvent, Outcome } from '../../../src/agent/engine/event.ts';
import { initialState, outstanding, type EngineState } from '../../../src/agent/engine/state.ts';
import type { Decision, TraceEntry } from '../../../src/agent/engine/trace.ts';
import { Host } from '../../../src/agent/host/host.ts';
import type { Ports, Readings } from '../../../src/agent/host/ports.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { textOf } from '../../../src/base/values/plain.ts';
import { known, unknown, type Observation } from '../../../src/base/values/value.ts';
import { app, compileTexts } from '../../support/marked.ts';
import { OneByOne } from '../../support/one-by-one.ts';

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
  #host: Host;
  #isStarted = false;
  readonly #work = new OneByOne();
  #now = START;
  #wake: number | undefined;

  /** `minute`: of the first start. */
  constructor(members: string, minute = 0) {
    this.graph = graphOf(members);
    this.#host = this.#begin(initialState(this.graph, START + minute * MINUTE));
  }

  #begin(state: EngineState): Host {
    this.#isStarted = false;
    return new Host({ graph: this.graph, state }, this.#ports);
  }

  /** As after a crash: the state comes from its journal, and what has no answer is done again. */
  restart(): readonly Effect[] {
    const state = JSON.parse(JSON.stringify(this.state)) as EngineState;
    this.#host = this.#begin(state);
    return outstanding(state);
  }

  /** The agent goes on, from its stored state, with strategies that were changed. */
  upgrade(members: string): readonly Effect[] {
    const before = this.graph;
    this.graph = graphOf(members);
    const { state, trace } = adopt(this.state, before, this.graph, this.state.now);
    this.#host = this.#begin(state);
    this.trace.push(...trace);
    return this.restart();
  }

  get state(): EngineState {
    return this.#host.state;
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
    return outstanding(this.state).filter((effect) => effect.kind === 'act');
  }

  complete(effect: ActEffect | undefined, minute: number, outcome: Outcome = { ok: null }): void {
    this.send({ kind: 'completed', at: START + minute * MINUTE, effect: effect?.id ?? '', outcome });
  }

  /** The minute at which the clock is wanted next; undefined where it is not. */
  get wake(): number | undefined {
    return this.#wake === undefined ? undefined : (this.#wake - START) / MINUTE;
  }

  send(event: EngineEvent): void {
    this.#now = event.at;
    this.#work.happen(() => {
      if (!this.#isStarted && event.kind === 'clock' && !event.set) this.#start();
      else if (event.kind === 'called')
        this.#host.call(event, (reply) => this.effects.push({ ...reply, kind: 'reply', call: event.id }));
      else this.#host.feed(event);
      if (!this.#isStarted) this.#start();
    });
  }

  #start(): void {
    this.#isStarted = true;
    this.#host.start();
  }

  get #ports(): Ports {
    return {
      now: () => this.#now,
      at: (instant) => {
        this.#wake = instant;
        this.effects.push({ kind: 'wake', at: instant });
        return () => {
          this.#wake = undefined;
        };
      },
      // Nothing is late here but what a test makes late.
      after: () => () => undefined,
      commit: ({ steps }, durable) => {
        for (const { trace } of steps) this.trace.push(...trace);
        durable();
      },
      observe: (effect, answer) => {
        this.effects.push(effect);
        this.#work.add(() => {
          if (this.answers) answer(this.#read(effect));
        });
      },
      ask: (effect) => {
        this.effects.push(effect);
      },
      act: (effect, answer) => {
        this.effects.push(effect);
        this.#work.add(() => {
          const { action, id } = effect;
          const outcome = this.outcomeOf(action.kind === 'primitive' ? action.name : action.kind, id);
          if (outcome) answer(outcome);
        });
      },
    };
  }

  #read({ requests }: ObserveEffect): Readings {
    return Object.fromEntries(
      requests.map(({ sensor, fields }): [string, Observation] => {
        const value = this.readings.get(textOf(fields['metric'] ?? fields['name']));
        return [sensor, value === undefined ? unknown('nothing was logged') : known(value)];
      }),
    );
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
