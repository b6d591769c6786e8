import type { Effect } from '../../../src/agent/engine/effect.ts';
import type { EngineEvent, Outcome, Reading } from '../../../src/agent/engine/event.ts';
import { adopt } from '../../../src/agent/engine/adopt.ts';
import { initialState, outstanding, valuesOf, type EngineState } from '../../../src/agent/engine/state.ts';
import { step } from '../../../src/agent/engine/step.ts';
import { known, unknown } from '../../../src/base/values/value.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { adopt as adoptReference } from './adopt.ts';
import { newAgent, stateNow, type Agent, type Latch, type Told } from './agent.ts';
import { chanceOf, type Chance } from './chance.ts';
import { byStrategy, effectShape, Ids, stable, toldByStrategy, toldOf } from './compare.ts';
import type { Happening } from './histories.ts';
import { START, STATES, SUBJECTS, type Program } from './programs.ts';
import * as reference from './reference.ts';
import { leaves } from './triggers.ts';

/** How far ahead it is looked for what is due, in ms. */
const HORIZON = 600_000;

/** Where engine and reference differ, with what was sent up to there. */
export interface Difference {
  readonly what: string;
  readonly reference: readonly string[];
  readonly engine: readonly string[];
  readonly events: readonly Sent[];
  readonly told: readonly Told[];
}

export type Sent = EngineEvent | { readonly kind: 'upgrade'; readonly at: number; readonly to: StrategyGraph };

/** An effect that waits for an answer, by its id; sensors by that of the occurrence. */
interface Waits {
  readonly kind: Effect['kind'];
  readonly id: string;
  readonly sensors: readonly string[];
}

/** What a history came to, for the shares that a bench prints. */
export interface Played {
  readonly events: readonly Sent[];
  readonly told: readonly Told[];
}

/** Plays one history to both. The engine's state goes through JSON at every step, as over a restart. */
export class Player {
  readonly events: Sent[] = [];
  readonly told: Told[] = [];
  #difference: Difference | undefined;
  readonly #agent: Agent;
  readonly #program: Program;
  #graph: StrategyGraph;
  #state: EngineState;
  #wake: number | undefined;
  readonly #ids = new Ids();
  /** What was answered, to be told once more. */
  readonly #answers: EngineEvent[] = [];
  readonly #issued = new Map<string, Effect>();
  #wasSetBack = false;
  /** Who drives an agent takes each call once, and each change. */
  readonly #taken = new Set<string>();

  constructor(program: Program) {
    this.#program = program;
    this.#graph = program.graph;
    this.#agent = newAgent(program.graph, START);
    this.#state = initialState(program.graph, START);
    this.#wake = START;
  }

  play(happenings: readonly Happening[]): Difference | Played {
    for (const happening of happenings) {
      this.#happens(happening);
      if (this.#difference) return this.#difference;
      if (this.#hasIdsAgain) break;
    }
    return { events: this.events, told: this.told };
  }

  #happens(happening: Happening): void {
    const { now } = this.#agent;
    const at = now + happening.after;
    switch (happening.kind) {
      case 'clock': {
        this.#expectLook();
        const wanted = this.#wake ?? now + 60_000;
        this.#send({ kind: 'clock', at: happening.late === undefined ? at : Math.max(now, wanted + happening.late) });
        break;
      }
      case 'call': {
        const { receiver, caller, id, given } = happening;
        const heard = this.#triggers().flatMap((leaf) => (leaf.kind === 'called' ? [leaf.receiver] : []));
        const names = [...heard, ...heard, ...heard, 'go', 'nobody'];
        this.#call(at, `c${String(id)}`, `p${String(caller)}`, names[receiver % names.length] ?? '', given);
        break;
      }
      case 'calls':
        for (let index = 0; index < happening.count; index += 1) this.#call(at, `many-${String(index)}`, 'p', 'go', 0);
        break;
      case 'change':
        this.#change(at, happening);
        break;
      case 'answer': {
        const asked = this.#asked();
        const one = asked[happening.which % Math.max(asked.length, 1)];
        if (one) this.#answer(one, at, happening.down, chanceOf(happening.chance));
        break;
      }
      case 'settle': {
        const chance = chanceOf(happening.chance);
        for (let rounds = 0; rounds < 20; rounds += 1) {
          const [one] = this.#asked();
          if (!one || this.#difference) break;
          this.#answer(one, rounds === 0 ? at : this.#agent.now, happening.down, chance);
        }
        break;
      }
      case 'repeat': {
        const answer = this.#answers[happening.which % Math.max(this.#answers.length, 1)];
        if (answer) this.#send({ ...answer, at });
        break;
      }
      case 'upgrade':
        this.#upgrade(at, happening.which);
        break;
      case 'pause': {
        const names = [...this.#graph.strategies.map(({ name }) => name), undefined, 'nobody'];
        const strategy = names[happening.which % names.length];
        const by = `p${String(happening.which % 2)}`;
        const { paused } = happening;
        this.#send({ kind: 'paused', at, paused, by, ...(strategy === undefined ? {} : { strategy }) });
        break;
      }
      case 'back':
        this.#wasSetBack = true;
        this.#send({ kind: 'clock', at: Math.max(START, now - happening.by), set: true });
        break;
    }
  }

  #upgrade(at: number, which: number): void {
    const others = this.#program.upgrades.filter((graph) => graph !== this.#graph);
    const to = others[which % Math.max(others.length, 1)];
    if (!to || this.events.length === 0) return;
    this.events.push({ kind: 'upgrade', at, to });
    adoptReference(this.#agent, to, at);
    this.#state = adopt(this.#state, this.#graph, to, at).state;
    this.#graph = to;
    this.#expectState();
    // Who drives an agent looks at the clock after an upgrade.
    this.#send({ kind: 'clock', at });
  }

  #call(at: number, id: string, caller: string, receiver: string, given: number): void {
    const x =
      given === 0 && receiver === 'give'
        ? {}
        : given === 1
          ? { x: 'text' }
          : receiver === 'give'
            ? { x: given % 5 }
            : {};
    const y = given % 3 === 0 && receiver === 'give' ? { y: given } : {};
    if (this.#isTaken(`${caller}/${receiver}/${id}`)) return;
    this.#send({ kind: 'called', at, id, receiver, caller, arguments: { ...x, ...y } });
  }

  #change(at: number, { subject, state, also }: Extract<Happening, { kind: 'change' }>): void {
    const heard = this.#triggers().flatMap((leaf) => (leaf.kind === 'on' ? [leaf.subject] : []));
    const subjects = [...heard, ...heard, ...heard, ...SUBJECTS];
    const node = subjects[subject % subjects.length];
    const [first = '', second = ''] = state === 0 ? STATES : [...STATES].reverse();
    if (!node) return;
    const id = `change-${String(this.events.length)}`;
    const { kind, name } = node;
    const place = 'namespace' in node ? { namespace: node.namespace } : {};
    const executor = 'executor' in node ? { executor: node.executor } : {};
    const changed = { kind, name, ...place, ...executor } as Extract<EngineEvent, { kind: 'changed' }>['subject'];
    this.#send({ kind: 'changed', at, id, subject: changed, state: first, ...(also ? { also: [second] } : {}) });
  }

  /** After the clock was set back, what is due a second time has the ids of the first: what is answered cannot be told apart. */
  get #hasIdsAgain(): boolean {
    return this.#wasSetBack && this.#agent.cameAgain;
  }

  #triggers(): ReturnType<typeof leaves> {
    return this.#graph.strategies.flatMap(({ trigger }) => leaves(trigger));
  }

  #isTaken(id: string): boolean {
    if (this.#taken.has(id)) return true;
    this.#taken.add(id);
    return false;
  }

  /** What waits for an answer, by the reference: the id of an effect, or the occurrence whose sensors are read. */
  #asked(): Waits[] {
    const { observe, others } = reference.outstanding(this.#agent);
    const occurrences = [...new Set(observe.map(({ occurrence }) => occurrence))];
    return [
      ...occurrences.map((id) => ({
        kind: 'observe' as const,
        id,
        sensors: observe.flatMap((each) => (each.occurrence === id ? [each.request.sensor] : [])),
      })),
      ...others.flatMap((effect) => ('id' in effect ? [{ kind: effect.kind, id: effect.id, sensors: [] }] : [])),
    ];
  }

  #answer(asked: Waits, at: number, down: number, chance: Chance): void {
    const event = answerOf(asked, at, down, chance);
    this.#answers.push(event);
    this.#send(event);
  }

  /** Sends an event, in the reference's ids, to both, and compares what they do. */
  #send(event: EngineEvent): void {
    this.events.push(event);
    const ours = reference.step(this.#agent, event);
    if (this.#hasIdsAgain) return;
    const theirs = step(this.#graph, this.#state, this.#ids.ofEngine(event));
    this.#state = overJson(theirs.state);
    this.told.push(...ours.told);
    const wake = theirs.effects.find((effect) => effect.kind === 'wake');
    this.#wake = wake?.kind === 'wake' ? wake.at : undefined;
    const expected = byStrategy(ours.effects);
    const effects = byStrategy(theirs.effects.filter(({ kind }) => kind !== 'wake'));
    for (const effect of effects) if ('id' in effect) this.#issued.set(effect.id, effect);
    this.#expect('trace', toldLines(ours.told), toldLines(theirs.trace.flatMap((entry) => toldOf(entry) ?? [])));
    this.#expect('effects', expected.map(effectShape), effects.map(effectShape));
    if (!this.#difference) this.#expect('ids', [], this.#ids.bind(expected, effects));
    this.#expectState();
  }

  /** What strategies read of it and where latches were seen, and what is to be done again after a crash. */
  #expectState(): void {
    const values = valuesOf(this.#graph, (name) => this.#state.values[name]);
    this.#expect('state', [JSON.stringify(stateNow(this.#agent))], [JSON.stringify(values)]);
    this.#expect('latches', seen(this.#agent.latches.values()), seen(Object.values(this.#state.latches)));
    const open = outstanding(this.#state).map((effect) =>
      effect.kind === 'observe' ? effect.occurrence : idOf(effect),
    );
    const expected = this.#asked().map(({ id }) => this.#ids.engineOf(id));
    this.#expect('outstanding', expected.sort(), open.sort());
  }

  /** The engine wants to be woken, and no later than something is due; what it wants done again is what it wanted. */
  #expectLook(): void {
    const { now } = this.#agent;
    const due = reference.nextDue(this.#agent, now + HORIZON);
    const isInTime = this.#wake === undefined ? due === undefined : this.#wake <= (due ?? Infinity) && this.#wake > now;
    if (this.events.length > 0 && !isInTime) this.#expect('wake', [String(due)], [String(this.#wake)]);
    const open = outstanding(this.#state);
    const issued = open.map((effect) => this.#issued.get(idOf(effect)));
    this.#expect('outstanding as issued', issued.map(stable), open.map(stable));
  }

  #expect(what: string, expected: readonly string[], found: readonly string[]): void {
    if (this.#difference || JSON.stringify(expected) === JSON.stringify(found)) return;
    this.#difference = { what, reference: expected, engine: found, events: this.events, told: this.told };
  }
}

const overJson = (state: EngineState): EngineState => JSON.parse(JSON.stringify(state)) as EngineState;
const seen = (latches: Iterable<Latch>): string[] =>
  Array.from(latches, ({ side, at }) => `${side} ${String(at)}`).sort();
const idOf = (effect: Effect): string => ('id' in effect ? effect.id : '');

const toldLines = (told: readonly Told[]): string[] => toldByStrategy(told).map((entry) => JSON.stringify(entry));

function answerOf({ kind, id, sensors }: Waits, at: number, down: number, chance: Chance): EngineEvent {
  if (kind === 'observe') {
    const readings = sensors.flatMap((sensor): [string, Reading][] => {
      if (chance.odds(0.03)) return [];
      const mark = chance.odds(0.3) ? { mark: `mark ${String(chance.int(9))}` } : {};
      return [[sensor, { ...(chance.odds(down) ? unknown('down') : known(chance.int(6))), ...mark }]];
    });
    return { kind: 'observed', at, occurrence: id, readings: Object.fromEntries(readings) };
  }
  if (kind === 'ask') return { kind: 'answered', at, effect: id, approved: chance.odds(0.7), by: 'ann' };
  const outcome: Outcome = chance.odds(0.75) ? { ok: null } : { failed: 'busy' };
  return { kind: 'completed', at, effect: id, outcome };
}
