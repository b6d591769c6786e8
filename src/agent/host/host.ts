import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import { unknown, type Value } from '../../base/values/value.ts';
import type { ActEffect, AskEffect, Effect, ObserveEffect, Reply } from '../engine/effect.ts';
import type { CalledEvent, ChangedEvent, EngineEvent, PausedEvent } from '../engine/event.ts';
import { open, type Opened } from '../engine/open.ts';
import { outstanding, type EngineState } from '../engine/state.ts';
import { sightingsOf, takenCall, type Arrival, type Intending } from './arrival.ts';
import type { Batch, Intent, Sighting, Step } from './batch.ts';
import { secondsFor } from './deadlines.ts';
import type { Ports } from './ports.ts';

/** What an agent begins with: for the first time, or as its journal has it. */
export interface Beginning {
  readonly graph: StrategyGraph;
  readonly state: EngineState;
  readonly seen?: readonly Sighting[];
  readonly intents?: readonly Intent[];
}

/** Arrivals that are kept as one at most, so that no commit takes long. */
const MOST_IN_BATCH = 512;

/** An effect that is being done. */
interface Underway {
  readonly effect: ObserveEffect | AskEffect | ActEffect;
  readonly abort: AbortController;
  readonly cancelDeadline: () => void;
}

/**
 * Runs an agent: takes events in the order in which they come, lets the engine decide, keeps that, and only then does what was
 * decided. Each effect is done once while it has no answer, and answered once: by whoever does it, or by its deadline.
 */
export class Host {
  readonly #ports: Ports;
  readonly #agent: Opened;
  readonly #unanswered: readonly Effect[];
  #arrivals: Arrival[] = [];
  /** What comes waits: until the start, and while a batch is decided and kept. */
  #isBusy = true;
  #isStopped = false;
  readonly #underway = new Map<string, Underway>();
  #wake: { readonly at: number; readonly cancel: () => void } | undefined;
  readonly #seen = new Map<string, Set<string>>();
  readonly #intents = new Map<string, readonly Intent[]>();

  constructor({ graph, state, seen = [], intents = [] }: Beginning, ports: Ports, opened: typeof open = open) {
    this.#ports = ports;
    this.#agent = opened(graph, state);
    this.#unanswered = outstanding(state);
    for (const sighting of seen) this.#remember(sighting);
    for (const intent of intents) this.#intents.set(intent.key, [...(this.#intents.get(intent.key) ?? []), intent]);
  }

  /**
   * Does again what has no answer, and begins. Gives by how many milliseconds the clock is behind what the agent has come to: for that
   * long nothing is due, unless `setClock` says that the clock is right.
   */
  start(): number {
    for (const effect of this.#unanswered) this.#perform(effect);
    const { behind } = this;
    this.#arrivals.push({ event: { kind: 'clock', at: this.#ports.now() } });
    this.#goOn();
    return behind;
  }

  /** By how many milliseconds the clock is behind what the agent has come to. */
  get behind(): number {
    return Math.max(0, this.#agent.state.now - this.#ports.now());
  }

  /** The clock is right, and was ahead before. */
  setClock(durable?: () => void): void {
    this.#take({ event: { kind: 'clock', at: this.#ports.now(), set: true }, durable });
  }

  /** Somebody pauses a strategy or the agent, or lets it go on. */
  pause(pause: Omit<PausedEvent, 'kind' | 'at'>, durable?: () => void): void {
    this.#take({ event: { ...pause, kind: 'paused', at: this.#ports.now() }, durable });
  }

  /** Takes no more events, and waits for nothing any more. What is being kept is still replied to. */
  stop(): void {
    this.#isStopped = true;
    this.#arrivals = [];
    this.#wake?.cancel();
    for (const { effect, abort } of this.#underway.values()) {
      this.#end(effect);
      abort.abort();
    }
  }

  /** All that the agent remembers, as of the last event. */
  get state(): EngineState {
    return this.#agent.state;
  }

  feed(event: EngineEvent): void {
    this.#take({ event });
  }

  /** A call that was never taken. `reply` is called once it is durable that it was, or was not, taken. */
  call(call: Omit<CalledEvent, 'kind' | 'at'>, reply: (reply: Reply) => void): void {
    this.#take({ event: { ...call, kind: 'called', at: this.#ports.now() }, reply });
  }

  /** A change of an object, which counts if it was never heard of. */
  changed(object: string, change: Omit<ChangedEvent, 'kind' | 'at'>): void {
    const sighting = { object, change: change.id };
    if (!this.#remember(sighting)) return;
    this.#take({ event: { ...change, kind: 'changed', at: this.#ports.now() }, seen: [sighting] });
  }

  /** What was so before the agent looked for the first time is no news; it is kept as one. */
  known(sightings: readonly Sighting[]): void {
    const seen = sightings.filter((sighting) => this.#remember(sighting));
    if (seen.length > 0) this.#take({ seen });
  }

  /** An object is no more. */
  gone(object: string): void {
    if (this.#seen.delete(object)) this.#take({ gone: object });
  }

  /** Whether it is the first time. */
  #remember({ object, change }: Sighting): boolean {
    const changes = this.#seen.get(object) ?? new Set();
    if (changes.has(change)) return false;
    this.#seen.set(object, changes.add(change));
    return true;
  }

  // ------------------------------------------------------------------------------------------- decide, keep, and only then do

  #take(arrival: Arrival): void {
    if (this.#isStopped) return;
    this.#arrivals.push(arrival);
    if (!this.#isBusy) this.#goOn();
  }

  #goOn(): void {
    this.#isBusy = true;
    while (this.#arrivals.length > 0) {
      const arrivals = this.#arrivals.splice(0, MOST_IN_BATCH);
      const taken = arrivals.flatMap(({ event, reply }) =>
        event ? [{ event, reply, ...this.#agent.step(event) }] : [],
      );
      const ended = this.#endIntents(taken);
      const intending = arrivals.flatMap(({ intending: each }) =>
        each && this.#agent.awaits(each.effect) ? [each] : [],
      );
      const batch: Batch = {
        steps: taken.map(({ event, patch, trace }) => ({ event, patch, trace })),
        calls: taken.flatMap(takenCall),
        ...sightingsOf(arrivals),
        ended,
        intents: intending.map((each) => this.#number(each)),
      };
      let isDurable = false;
      let isWaitedFor = false;
      this.#ports.commit(batch, () => {
        isDurable = true;
        // What is given up ends before anything is begun in its place.
        this.#abandon();
        for (const { written } of intending) written();
        for (const { durable } of arrivals) durable?.();
        this.#do(taken);
        if (isWaitedFor) this.#goOn();
      });
      // What nothing can be sure of any more is not decided either.
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- it may have been called back
      if (!isDurable) {
        isWaitedFor = true;
        return;
      }
    }
    this.#isBusy = false;
  }

  /** Forgets the intents of occurrences that came to their end, and gives these. */
  #endIntents(steps: readonly Pick<Step, 'trace'>[]): readonly string[] {
    if (this.#intents.size === 0) return [];
    const ended = new Set(
      steps.flatMap(({ trace }) => trace.flatMap((entry) => (entry.kind === 'ending' ? [entry.occurrence] : []))),
    );
    const found = new Set<string>();
    for (const [key, [first]] of this.#intents) {
      if (!first || !ended.has(first.occurrence)) continue;
      this.#intents.delete(key);
      found.add(first.occurrence);
    }
    return [...found];
  }

  #number({ effect: { occurrence, key }, body }: Intending): Intent {
    const before = this.#intents.get(key) ?? [];
    const intent: Intent = { occurrence, key, number: before.length + 1, body };
    this.#intents.set(key, [...before, intent]);
    return intent;
  }

  /** Ends what nobody waits for any more. */
  #abandon(): void {
    for (const { effect, abort } of this.#underway.values()) {
      if (this.#agent.awaits(effect)) continue;
      this.#end(effect);
      abort.abort();
    }
  }

  #do(taken: readonly { readonly effects: readonly Effect[]; readonly reply?: Arrival['reply'] }[]): void {
    for (const { effects, reply } of taken)
      for (const effect of effects) {
        if (effect.kind === 'reply') reply?.(effect);
        else this.#perform(effect);
      }
    const last = taken.at(-1);
    if (last) this.#wakeWith(last.effects);
  }

  /** One wish at a time: that of the last step. */
  #wakeWith(effects: readonly Effect[]): void {
    const wake = effects.find((effect) => effect.kind === 'wake');
    if (this.#isStopped || wake?.at === this.#wake?.at) return;
    this.#wake?.cancel();
    this.#wake = wake && { at: wake.at, cancel: this.#wakeAt(wake.at) };
  }

  #wakeAt(at: number): () => void {
    return this.#ports.at(at, () => {
      this.#wake = undefined;
      this.feed({ kind: 'clock', at: this.#ports.now() });
    });
  }

  // ----------------------------------------------------------------------------------------------------------- effects

  #perform(effect: Effect): void {
    if (effect.kind === 'wake' || effect.kind === 'reply') return;
    // It may have been given up in the same batch.
    if (this.#isStopped || !this.#agent.awaits(effect)) return;
    const abort = new AbortController();
    const cancelDeadline = effect.kind === 'ask' ? () => undefined : this.#setDeadline(effect);
    this.#underway.set(effect.id, { effect, abort, cancelDeadline });
    switch (effect.kind) {
      case 'observe':
        this.#ports.observe(
          effect,
          this.#answering(effect, (readings) => observed(effect, readings)),
          abort.signal,
        );
        break;
      case 'ask':
        this.#ports.ask(
          effect,
          this.#answering(effect, (answer) => ({ kind: 'answered', effect: effect.id, ...answer })),
          abort.signal,
        );
        break;
      case 'act':
        this.#ports.act(
          effect,
          this.#answering(effect, (outcome) => ({ kind: 'completed', effect: effect.id, outcome })),
          {
            signal: abort.signal,
            intents: this.#intents.get(effect.key) ?? [],
            intend: (body) => this.#intend(effect, abort.signal, body),
          },
        );
    }
  }

  /** Feeds what an effect came to, if that is still waited for. */
  #answering<A>(effect: Underway['effect'], eventOf: (answer: A) => Unstamped): (answer: A) => void {
    return (answer) => {
      if (this.#underway.get(effect.id)?.effect !== effect) return;
      this.#end(effect);
      this.feed({ ...eventOf(answer), at: this.#ports.now() });
    };
  }

  #setDeadline(effect: ObserveEffect | ActEffect): () => void {
    const seconds = secondsFor(effect);
    return this.#ports.after(seconds * 1000, () => {
      const underway = this.#underway.get(effect.id);
      if (underway?.effect !== effect) return;
      this.#end(effect);
      underway.abort.abort();
      this.feed({ ...unanswered(effect, `no answer came within ${String(seconds)} s`), at: this.#ports.now() });
    });
  }

  #end({ id }: Underway['effect']): void {
    this.#underway.get(id)?.cancelDeadline();
    this.#underway.delete(id);
  }

  #intend(effect: ActEffect, signal: AbortSignal, body: Value): Promise<void> {
    return new Promise((written, reject) => {
      signal.throwIfAborted();
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
      this.#take({ intending: { effect, body, written } });
    });
  }
}

type Unstamped = EngineEvent extends infer E ? (E extends EngineEvent ? Omit<E, 'at'> : never) : never;

const observed = (
  { occurrence }: ObserveEffect,
  readings: Extract<Unstamped, { kind: 'observed' }>['readings'],
): Unstamped => ({
  kind: 'observed',
  occurrence,
  readings,
});

function unanswered(effect: ObserveEffect | ActEffect, reason: string): Unstamped {
  if (effect.kind === 'act') return { kind: 'completed', effect: effect.id, outcome: { failed: reason } };
  return observed(effect, Object.fromEntries(effect.requests.map(({ sensor }) => [sensor, unknown(reason)])));
}
