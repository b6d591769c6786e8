import type { Chance } from '../../agent/reference/chance.ts';
import type { ActEffect } from '../../../src/agent/engine/effect.ts';
import type { EngineEvent, Outcome } from '../../../src/agent/engine/event.ts';
import { initialState } from '../../../src/agent/engine/state.ts';
import type { Step } from '../../../src/agent/host/batch.ts';
import { Host } from '../../../src/agent/host/host.ts';
import type { Ports } from '../../../src/agent/host/ports.ts';
import { known, unknown } from '../../../src/base/values/value.ts';
import { countedAs } from '../../../src/contract/primitives/budget.ts';
import type { CountedKind } from '../../../src/contract/primitives/budget-kinds.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { OneByOne } from '../one-by-one.ts';

/** Something that a budget counts and that was done, or has no answer. Instants in milliseconds. */
export interface Done {
  readonly kind: CountedKind;
  /** When it was asked for first. */
  readonly asked: number;
  /** That of its event, or of the approval. */
  readonly event: number;
  /** From when the budget counts it; that of the event where there is none. */
  readonly counted: number;
}

const START = Date.parse('2026-03-28T00:00:00Z');
const HOUR = 3_600_000;
/** A day and what is around it; clocks go forward in it, in Europe. */
const LENGTH = 34 * HOUR;

/** How a world drives an agent to its limits. */
interface World {
  /** Of a reading: that it is true, and that it is unknown. */
  readonly true: number;
  readonly unknown: number;
  /** Of an action: that it is done, and that it has no answer. */
  readonly done: number;
  readonly silent: number;
  readonly approved: number;
  /** Minutes between calls and changes. */
  readonly every: number;
}

/** Mostly of one kind: what costs most is there again and again. */
const worldOf = (chance: Chance): World => ({
  true: chance.pick([0, 0.5, 1, 1]),
  unknown: chance.pick([0, 0, 0.3, 1]),
  done: chance.pick([0, 0.5, 1, 1, 1]),
  silent: chance.pick([0, 0, 0.2, 1]),
  approved: chance.pick([0.5, 1, 1]),
  every: chance.pick([1, 7, 20, 20, 60]),
});

export interface Played {
  readonly done: readonly Done[];
  /** All was answered at once. */
  readonly isAnswered: boolean;
}

/** Plays a day of a world that wants to see much done. Answers that come, come at once. */
export const play = (graph: StrategyGraph, chance: Chance): Played => new Play(graph, chance).run();

interface Asked {
  readonly kind: CountedKind;
  readonly asked: number;
  readonly occurrence: string;
  isDone: boolean;
}

class Play {
  readonly #chance: Chance;
  readonly #world: World;
  readonly #graph: StrategyGraph;
  readonly #host: Host;
  readonly #work = new OneByOne();
  readonly #asked = new Map<string, Asked>();
  readonly #events = new Map<string, number>();
  readonly #counted = new Map<string, number>();
  #now = START;
  #wake: { readonly at: number; readonly happen: () => void } | undefined;
  #serial = 0;

  constructor(graph: StrategyGraph, chance: Chance) {
    this.#chance = chance;
    this.#world = worldOf(chance);
    this.#graph = graph;
    this.#host = new Host({ graph, state: initialState(graph, START) }, this.#ports);
  }

  run(): Played {
    this.#work.happen(() => {
      this.#host.start();
    });
    for (let next = START; this.#now < START + LENGTH; this.#now = Math.min(next, this.#wake?.at ?? Infinity)) {
      const due = this.#wake?.at === this.#now ? this.#wake : undefined;
      if (due) {
        this.#wake = undefined;
        this.#work.happen(due.happen);
      }
      if (this.#now < next) continue;
      this.#happens(this.#now);
      next = this.#now + this.#world.every * 60_000;
    }
    const done = [...this.#asked].flatMap(([key, { kind, asked, occurrence, isDone }]) => {
      const event = this.#events.get(occurrence) ?? asked;
      return isDone ? [{ kind, asked, event, counted: this.#counted.get(key) ?? event }] : [];
    });
    return { done, isAnswered: this.#world.silent === 0 };
  }

  /** All calls and changes that anything waits for. */
  #happens(at: number): void {
    const { namespace } = this.#graph.agent;
    const id = (): string => String((this.#serial += 1));
    const send = (event: EngineEvent): void => {
      this.#work.happen(() => {
        this.#host.feed(event);
      });
    };
    const call = { kind: 'called', at, arguments: {}, caller: 'somebody' } as const;
    for (const receiver of ['go', 'stop']) send({ ...call, id: id(), receiver });
    send({ ...call, id: id(), receiver: 'give', arguments: { host: this.#chance.int(3) } });
    const train = { kind: 'batch', namespace, name: 'train' } as const;
    send({ kind: 'changed', at, id: id(), subject: train, state: 'ended' });
    send({ kind: 'changed', at, id: id(), subject: { kind: 'model', name: 'm' }, state: 'promoted' });
  }

  get #ports(): Ports {
    const { odds } = this.#chance;
    const world = this.#world;
    return {
      now: () => this.#now,
      at: (at, happen) => {
        this.#wake = { at, happen };
        return () => {
          this.#wake = undefined;
        };
      },
      // What has no answer has none for as long as its strategy waits.
      after: () => () => undefined,
      commit: ({ steps }, durable) => {
        for (const each of steps) this.#note(each);
        durable();
      },
      observe: ({ requests }, answer) => {
        this.#work.add(() => {
          const reading = odds(world.unknown) ? unknown('down') : known(odds(world.true) ? 1 : 0);
          answer(Object.fromEntries(requests.map(({ sensor }) => [sensor, reading])));
        });
      },
      ask: (_, answer) => {
        this.#work.add(() => {
          answer({ approved: odds(world.approved), by: 'ann' });
        });
      },
      act: (effect, answer) => {
        this.#work.add(() => {
          this.#act(effect, answer);
        });
      },
    };
  }

  #note({ event, patch, trace }: Step): void {
    for (const entry of trace) {
      if (entry.kind === 'decision') this.#events.set(entry.occurrence, entry.at);
      if (entry.kind === 'approval' && entry.answer === 'approved') this.#events.set(entry.occurrence, event.at);
    }
    for (const [key, row] of Object.entries(patch.spent ?? {})) if (row && !row.dryRun) this.#counted.set(key, row.at);
  }

  #act({ action, key, occurrence }: ActEffect, answer: (outcome: Outcome) => void): void {
    const { odds } = this.#chance;
    const kind = action.kind === 'primitive' ? countedAs(action.name, action.target?.kind) : undefined;
    const isSilent = odds(this.#world.silent);
    const isDone = !isSilent && odds(this.#world.done);
    const asked = this.#asked.get(key)?.asked ?? this.#now;
    if (kind) this.#asked.set(key, { kind, asked, occurrence, isDone: isSilent || isDone });
    if (!isSilent) answer(isDone ? { ok: null } : { failed: 'no' });
  }
}

/** The most of some instants that lie within any time; what is there at both ends of it counts once. */
export function mostWithin(instants: readonly number[], milliseconds: number): number {
  const sorted = [...instants].sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [index, at] of sorted.entries()) {
    while ((sorted[first] ?? at) <= at - milliseconds) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
