import type { ActEffect, AskEffect, ObserveEffect, Reply } from '../../../src/agent/engine/effect.ts';
import type { Outcome } from '../../../src/agent/engine/event.ts';
import { apply } from '../../../src/agent/engine/memory.ts';
import { initialState } from '../../../src/agent/engine/state.ts';
import type { TraceEntry } from '../../../src/agent/engine/trace.ts';
import type { Batch } from '../../../src/agent/host/batch.ts';
import { Host, type Beginning } from '../../../src/agent/host/host.ts';
import type { Answer, Deed, Ports, Readings } from '../../../src/agent/host/ports.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { known } from '../../../src/base/values/value.ts';
import { graphOf, START } from '../engine/driver.ts';

/** Something that the host asked for, and has not taken back. */
interface Wish {
  readonly due: number;
  readonly happen: () => void;
}

/** What the host wants done, with all that it gave for it. */
export type Asked =
  | { readonly effect: ObserveEffect; readonly answer: (readings: Readings) => void; readonly signal: AbortSignal }
  | { readonly effect: AskEffect; readonly answer: (answer: Answer) => void; readonly signal: AbortSignal }
  | ({ readonly effect: ActEffect; readonly answer: (outcome: Outcome) => void } & Deed);

export type Acting = Extract<Asked, { effect: ActEffect }>;

/** A host in a world that a test moves by hand. */
export class Stage implements Ports {
  readonly host: Host;
  readonly batches: Batch[] = [];
  readonly asked: Asked[] = [];
  readonly replies: Reply[] = [];
  /** Whether a batch is durable at once. */
  isPrompt: boolean;
  /** Of the wall's clock, in milliseconds after the start. */
  #clock = 0;
  /** What has passed. */
  #passed = 0;
  readonly #wishes: Wish[] = [];
  readonly #timers: Wish[] = [];
  readonly #durable: (() => void)[] = [];
  readonly #beginning: Beginning;

  /** By members of an agent, one that starts for the first time. */
  constructor(beginning: Beginning | string, isPrompt = true) {
    this.#beginning = typeof beginning === 'string' ? firstOf(graphOf(beginning)) : beginning;
    this.isPrompt = isPrompt;
    this.host = new Host(this.#beginning, this);
  }

  now(): number {
    return START + this.#clock;
  }

  at(instant: number, happen: () => void): () => void {
    return wish(this.#wishes, { due: instant - START, happen });
  }

  after(milliseconds: number, happen: () => void): () => void {
    return wish(this.#timers, { due: this.#passed + milliseconds, happen });
  }

  commit(batch: Batch, durable: () => void): void {
    this.batches.push(batch);
    if (this.isPrompt) durable();
    else this.#durable.push(durable);
  }

  observe(...[effect, answer, signal]: Parameters<Ports['observe']>): void {
    this.asked.push({ effect, answer, signal });
  }

  ask(...[effect, answer, signal]: Parameters<Ports['ask']>): void {
    this.asked.push({ effect, answer, signal });
  }

  act(...[effect, answer, deed]: Parameters<Ports['act']>): void {
    this.asked.push({ effect, answer, ...deed });
  }

  // ------------------------------------------------------------------------------------------------------ for tests

  /** The batch that is being kept is durable now. */
  keep(): void {
    const durable = this.#durable.shift();
    if (!durable) throw new Error('nothing is being kept');
    durable();
  }

  /** Time passes, and the clock tells it. Seconds. */
  pass(seconds: number): void {
    const end = this.#passed + seconds * 1000;
    for (;;) {
      const left = end - this.#passed;
      const wake = first(this.#wishes);
      const timer = first(this.#timers);
      const toWake = Math.max(0, (wake?.due ?? Infinity) - this.#clock);
      const toTimer = (timer?.due ?? Infinity) - this.#passed;
      const step = Math.min(left, toWake, toTimer);
      this.#passed += step;
      this.#clock += step;
      if (step === left && toWake > left && toTimer > left) return;
      if (toWake <= toTimer) takeFrom(this.#wishes, wake);
      else takeFrom(this.#timers, timer);
    }
  }

  /** Somebody sets the clock: seconds after the start. */
  set(seconds: number): void {
    this.#clock = seconds * 1000;
  }

  /** Seconds after the start at which the clock is wanted. */
  get wakes(): readonly number[] {
    return this.#wishes.map(({ due }) => due / 1000);
  }

  /** How many effects have a deadline. */
  get deadlines(): number {
    return this.#timers.length;
  }

  call(id: string, receiver = 'go'): void {
    this.host.call({ id, receiver, arguments: {}, caller: 'p' }, (reply) => this.replies.push(reply));
  }

  /** The workflow `train` ends, as a run that has this name. */
  runEnds(run: string): void {
    const subject = { kind: 'batch', namespace: this.#beginning.graph.agent.namespace, name: 'train' } as const;
    this.host.changed(run, { id: `${run}/ended`, subject, state: 'ended' });
  }

  /** The last action that was asked for. */
  get acting(): Acting {
    const found = this.asked.findLast((asked): asked is Acting => asked.effect.kind === 'act');
    if (!found) throw new Error('nothing is to be done');
    return found;
  }

  /** All that was asked for last is read as that. */
  read(value: number): void {
    const asked = this.asked.findLast(({ effect }) => effect.kind === 'observe');
    if (asked?.effect.kind !== 'observe') throw new Error('nothing is to be read');
    const { requests } = asked.effect;
    (asked.answer as (readings: Readings) => void)(
      Object.fromEntries(requests.map(({ sensor }) => [sensor, known(value)])),
    );
  }

  /** The ids of all actions that were begun. */
  get begun(): readonly string[] {
    return this.asked.flatMap(({ effect }) => (effect.kind === 'act' ? [effect.id] : []));
  }

  get trace(): readonly TraceEntry[] {
    return this.batches.flatMap(({ steps }) => steps.flatMap(({ trace }) => trace));
  }

  /** How each batch was put together, as kinds of its events. */
  get kept(): readonly (readonly string[])[] {
    return this.batches.map(({ steps }) => steps.map(({ event }) => event.kind));
  }

  /** The batches that no crash loses. */
  get durable(): readonly Batch[] {
    return this.batches.slice(0, this.batches.length - this.#durable.length);
  }

  get last(): Batch {
    const batch = this.batches.at(-1);
    if (!batch) throw new Error('nothing was kept');
    return batch;
  }

  /** What another process begins with. */
  get left(): Beginning {
    const { graph, state } = this.#beginning;
    const patches = this.durable.flatMap(({ steps }) => steps.map(({ patch }) => patch));
    return {
      graph,
      state: JSON.parse(JSON.stringify(patches.reduce(apply, state))) as Beginning['state'],
      intents: leftOf(this.durable, ({ ended }, { occurrence }) => ended.includes(occurrence), 'intents'),
      seen: leftOf(this.durable, ({ gone }, { object }) => gone.includes(object), 'seen'),
    };
  }
}

export const firstOf = (graph: StrategyGraph): Beginning => ({ graph, state: initialState(graph, START) });

/** What was kept and not forgotten since. */
const leftOf = <F extends 'intents' | 'seen'>(
  batches: readonly Batch[],
  forgets: (batch: Batch, each: Batch[F][number]) => boolean,
  field: F,
): Batch[F][number][] =>
  batches.reduce<Batch[F][number][]>(
    (left, batch) => [...left.filter((each) => !forgets(batch, each)), ...batch[field]],
    [],
  );

function wish(wishes: Wish[], each: Wish): () => void {
  wishes.push(each);
  return () => {
    const index = wishes.indexOf(each);
    if (index >= 0) wishes.splice(index, 1);
  };
}

const first = (wishes: readonly Wish[]): Wish | undefined =>
  wishes.reduce<Wish | undefined>((best, each) => (best && best.due <= each.due ? best : each), undefined);

function takeFrom(wishes: Wish[], each: Wish | undefined): void {
  if (!each) return;
  wishes.splice(wishes.indexOf(each), 1);
  each.happen();
}
