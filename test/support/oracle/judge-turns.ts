import { callIdOf } from '../../../src/agent/engine/call-id.ts';
import type { ActEffect } from '../../../src/agent/engine/effect.ts';
import type { Outcome } from '../../../src/agent/engine/event.ts';
import { initialState } from '../../../src/agent/engine/state.ts';
import { Host } from '../../../src/agent/host/host.ts';
import type { Ports } from '../../../src/agent/host/ports.ts';
import { known, unknown, type Observation } from '../../../src/base/values/value.ts';
import { Agenda } from '../../../src/agent/simulate/agenda.ts';
import type { Compilation } from '../../../src/compiler/compile.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { agentsIn } from '../../../src/language/model/model.ts';
import { Pace, quantitiesOf } from '../../../src/language/reason/reversals.ts';
import { writersIn, type Writers } from '../../../src/language/reason/writers.ts';
import { app, compileTexts } from '../marked.ts';
import { OneByOne } from '../one-by-one.ts';
import { drawFrom, type Draw } from './random.ts';
import { START } from './triggers.ts';
import { programOf, type Program, type TurnKind } from './turns.ts';

/** What was said of programs, and what an adversary found. */
export interface TurnTally {
  programs: number;
  /** More turns were found in some span than were said to be the most. */
  readonly exceeded: string[];
  /** Programs of which as many were found as were said, in some span with two turns at least. */
  reached: number;
  /** Programs with a bound. */
  bounded: number;
}

/** Spans in which turns are counted. Milliseconds. */
const SPANS = [60_000, 420_000, 1_200_000, 3_600_000];
const HORIZON = 3_600_000;
const END = START + HORIZON;
/** Worlds that are tried against each program. */
const WORLDS = 4;

/**
 * Random programs against worlds that tell their sensors what leads to another turn. No world may get more turns out of a program
 * than are said to be the most. `paceOf` is what says it.
 */
export function judgeTurns(
  kind: TurnKind,
  seed: number,
  count: number,
  paceOf: (writers: Writers) => Pace = (writers) => new Pace(writers),
): TurnTally {
  const draw = drawFrom(seed);
  const programs = Array.from({ length: count }, (_, index) => programOf(draw, kind, index));
  const { compilation, kept } = compiled(programs);
  const { model, plan } = compilation;
  const writers = writersIn(model);
  const pace = paceOf(writers);
  const quantities = quantitiesOf(agentsIn(model).flatMap((agent) => writers.of(agent)));
  const graphs = plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [];
  const tally: TurnTally = { programs: 0, exceeded: [], reached: 0, bounded: 0 };
  for (const program of kept) {
    const goals = quantities.find(({ what }) => what.endsWith(` of ${program.workflow}`))?.goals ?? [];
    const own = graphs.filter(({ agent }) => agent.name.endsWith(program.workflow.slice('serve'.length)));
    const worlds = Array.from({ length: WORLDS }, () => new World(program, own, draw).run());
    weigh(tally, program, worlds, (span) => pace.mostTurns(goals, span));
  }
  return tally;
}

function weigh(
  tally: TurnTally,
  { text }: Program,
  worlds: readonly (readonly number[])[],
  most: (span: number) => number,
): void {
  tally.programs += 1;
  if (Number.isFinite(most(HORIZON))) tally.bounded += 1;
  let isReached = false;
  for (const span of SPANS) {
    const found = Math.max(...worlds.map((turns) => mostWithin(turns, span)));
    const said = most(span);
    if (found > said)
      tally.exceeded.push(`${String(found)} turns in ${String(span / 1000)} s, not ${String(said)}: ${text}`);
    isReached ||= said > 1 && found === said;
  }
  if (isReached) tally.reached += 1;
}

/** Of instants in order, the most in a span that holds its begin and not its end. */
function mostWithin(instants: readonly number[], span: number): number {
  let most = 0;
  let first = 0;
  for (const [index, at] of instants.entries()) {
    while ((instants[first] ?? at) <= at - span) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

/** Those that the compiler refuses are left out: strategies in conflict, and a `for` that nothing can reach. */
function compiled(programs: readonly Program[]): {
  readonly compilation: Compilation;
  readonly kept: readonly Program[];
} {
  const head = app(`sensor x : Number from prometheus { query: "sum(x)", unit: 1 }
sensor y : Number from prometheus { query: "sum(y)", unit: 1 }\n`);
  const textOf = ({ workflow, text }: Program): string =>
    `workflow ${workflow} : online { service s : transformer { image "a:1" }  replicas 1..9 scale on x per replica to 20 }\n${text}\n`;
  const source = head + programs.map(textOf).join('');
  const compilation = compileTexts(source);
  const errors = compilation.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return { compilation, kept: programs };
  const lines = source.split('\n');
  const isWrong = ({ workflow }: Program): boolean => {
    const from = lines.findIndex((line) => line.startsWith(`workflow ${workflow} `));
    const rest = lines.slice(from + 1).findIndex((line) => line.startsWith('workflow serve-'));
    const to = rest === -1 ? lines.length : from + 1 + rest;
    return errors.some(({ span }) => {
      const line = source.slice(0, span.start).split('\n').length - 1;
      return line >= from && line < to;
    });
  };
  const kept = programs.filter((program) => !isWrong(program));
  if (kept.length === programs.length) throw new Error(errors.map(({ message }) => message).join('\n'));
  return compiled(kept);
}

// --------------------------------------------------------------------------------------------------------- the adversary

/** How readings are chosen: what turns the field, what the one that looks acts for, anything, or one after the other. */
type Mood = 'turn' | 'own' | 'any' | 'mixed';

interface Player {
  readonly graph: StrategyGraph;
  readonly host: Host;
}

/** Plays the agents of one program on a virtual clock; gives the instants at which the field was turned. */
class World {
  readonly #program: Program;
  readonly #draw: Draw;
  readonly #mood: Mood;
  readonly #failures: number;
  readonly #agenda = new Agenda();
  readonly #work = new OneByOne();
  readonly #players: readonly Player[];
  readonly #begun = new Set<Player>();
  readonly #turns: number[] = [];
  #now = START;
  #value: number | undefined;

  constructor(program: Program, graphs: readonly StrategyGraph[], draw: Draw) {
    this.#program = program;
    this.#draw = draw;
    this.#mood = draw.one(['turn', 'turn', 'own', 'mixed', 'any']);
    this.#failures = draw.chance(0.2) ? 0.3 : 0;
    this.#players = graphs.map((graph) => {
      const start = START + draw.one([0, 0, 7000, 30_000]);
      const player = { graph, host: new Host({ graph, state: initialState(graph, start) }, this.#portsOf(graph)) };
      this.#agenda.add(start, () => {
        this.#begin(player);
      });
      return player;
    });
    if (!program.hasEvents) return;
    for (let at = START; at < END; at += draw.one([1000, 10_000, 60_000, 400_000])) {
      const [when, state] = [at, draw.one(['available', 'unavailable'])];
      for (const player of this.#players)
        this.#agenda.add(when, () => {
          this.#change(player, state, when);
        });
    }
  }

  run(): readonly number[] {
    for (let next = this.#agenda.take(END); next; next = this.#agenda.take(END)) {
      this.#now = next.at;
      this.#work.happen(next.happen);
    }
    return this.#turns;
  }

  /** At its time, or with the first that it hears of. */
  #begin(player: Player): void {
    if (this.#begun.has(player)) return;
    this.#begun.add(player);
    player.host.start();
  }

  #change(player: Player, state: string, at: number): void {
    const { graph, host } = player;
    const subject = { kind: 'online', namespace: graph.agent.namespace, name: this.#program.workflow } as const;
    host.changed(subject.name, { id: `${state}/${String(at)}`, subject, state });
    this.#begin(player);
  }

  #portsOf(graph: StrategyGraph): Ports {
    return {
      now: () => this.#now,
      at: (instant, happen) => this.#agenda.addLast(instant, happen),
      after: (milliseconds, happen) => this.#agenda.addLast(this.#now + milliseconds, happen),
      commit: (_, durable) => {
        durable();
      },
      observe: ({ id, requests }, answer) => {
        this.#work.add(() => {
          const readings = requests.map(({ sensor, fields }): [string, Observation] => [
            sensor,
            fields['query'] === 'sum(x)' ? this.#reading(id) : known(0),
          ]);
          answer(Object.fromEntries(readings));
        });
      },
      ask: (_, answer) => {
        this.#work.add(() => {
          this.#agenda.add(this.#now + this.#draw.one([0, 5000, 70_000, 500_000]), () => {
            answer({ approved: !this.#draw.chance(0.1), by: 'ml' });
          });
        });
      },
      act: (effect, answer) => {
        this.#work.add(() => {
          this.#act(graph, effect, (outcome) => {
            this.#agenda.add(this.#now, () => {
              answer(outcome);
            });
          });
        });
      },
    };
  }

  #act(graph: StrategyGraph, { key, action }: ActEffect, complete: (outcome: Outcome) => void): void {
    if (action.kind === 'call') {
      const callee = this.#players.find((player) => player.graph.agent.name === action.agent.name);
      const { receiver, arguments: given } = action;
      const call = { id: callIdOf(key), receiver, arguments: given, caller: graph.agent.name };
      this.#agenda.add(this.#now + 1000, () => {
        callee?.host.call(call, () => {
          complete({ ok: null });
        });
      });
      return;
    }
    const value = action.kind === 'primitive' ? action.arguments['minimum'] : undefined;
    if (typeof value !== 'number') throw new Error('nothing else is done');
    const isFailing = this.#draw.chance(this.#failures);
    if (!isFailing) {
      if (this.#value !== undefined && this.#value !== value) this.#turns.push(this.#now);
      this.#value = value;
    }
    complete(isFailing ? { failed: 'it does not answer' } : { ok: null });
  }

  #reading(asked: string): Observation {
    const { favours, goals } = this.#program;
    const mood = this.#mood === 'mixed' ? this.#draw.one(['turn', 'own', 'own', 'any'] as const) : this.#mood;
    if (mood === 'any') return known(this.#draw.one([0, 2, 4, 5, 6, 8]));
    const own = [...goals].find(([name]) => asked.split('/').includes(name))?.[1];
    const others = [...favours.keys()].filter((goal) => goal !== this.#value);
    const goal = mood === 'own' ? own : others[this.#draw.below(others.length)];
    const value = favours.get(goal ?? own ?? 0);
    return value === undefined ? unknown('nobody answers') : known(value);
  }
}
