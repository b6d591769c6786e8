import { defined } from '../../base/values/defined.ts';
import type {
  ActEffect,
  AskEffect,
  ConcreteBatchTarget,
  ConcretePrimitive,
  Effect,
  ObserveEffect,
  SensorRequest,
} from '../engine/effect.ts';
import type { ChangedSubject, EngineEvent, Outcome } from '../engine/event.ts';
import { callIdOf } from '../engine/call-id.ts';
import { open, type Opened } from '../engine/open.ts';
import { initialState } from '../engine/state.ts';
import type { TraceEntry } from '../engine/trace.ts';
import type { SensorNode, StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import { textOf } from '../../base/values/plain.ts';
import type { Observation } from '../../base/values/value.ts';
import { counted } from '../../base/values/words.ts';
import { Agenda } from './agenda.ts';
import { argumentsOf } from './notes.ts';
import { Tries } from './tries.ts';
import { perform } from './perform.ts';
import { Registry } from './registry.ts';
import { isOfRoute, Routes } from './routes.ts';
import { scriptedMetrics } from './scripted-metrics.ts';
import { sense } from './sense.ts';
import { watchedNamespaces } from './subjects.ts';
import type { World } from './world.ts';

/** What happened, in the order of happening; `at` is the instant of the virtual clock. */
export type Entry =
  | { readonly kind: 'trace'; readonly at: number; readonly trace: TraceEntry }
  /** With an occurrence: what its actions changed. */
  | { readonly kind: 'world'; readonly at: number; readonly text: string; readonly occurrence?: string };

/** A call takes this long from agent to agent. Milliseconds. */
const CALL_LATENCY = 1000;
/** Of an agent that looks every minute, most of a year. Agents that call each other in circles end here. */
const MOST_EVENTS = 1_000_000;

/**
 * Plays agents against a world on a virtual clock. The same graphs and world give the same entries; where there is more to
 * happen than `most`, the last of them says so. `opened`: the agents, by another engine.
 */
export function play(
  graphs: readonly StrategyGraph[],
  world: World,
  most = MOST_EVENTS,
  opened: typeof open = open,
): readonly Entry[] {
  return new Simulation(graphs, world, opened).run(most);
}

interface Player {
  readonly graph: StrategyGraph;
  readonly agent: Opened;
  wake: number | undefined;
}

class Simulation {
  readonly #world: World;
  readonly #metric: ReturnType<typeof scriptedMetrics>;
  readonly #registry: Registry;
  readonly #tries: Tries;
  readonly #routes = new Routes();
  readonly #players = new Map<string, Player>();
  readonly #agenda = new Agenda();
  readonly #entries: Entry[] = [];
  readonly #runs = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  readonly #done = new Set<string>();
  /** How often an alias of a model was moved: a version may be promoted again. */
  readonly #promotions = new Map<string, number>();
  /** Who waits for the answer to a call, by its id, and for which effect. */
  readonly #callers = new Map<string, { readonly player: Player; readonly effect: string }>();

  constructor(graphs: readonly StrategyGraph[], world: World, opened: typeof open) {
    this.#world = world;
    this.#metric = scriptedMetrics(world);
    this.#registry = new Registry(world);
    this.#tries = new Tries(world);
    for (const [index, observation] of world.observations.entries()) {
      this.#agenda.add(observation.at, () => {
        this.#registry.log(observation.at, `scripted-${String(index + 1)}`, observation);
      });
    }
    for (const graph of graphs) {
      const agent = opened(graph, initialState(graph, world.start));
      const player: Player = { graph, agent, wake: undefined };
      this.#players.set(`${graph.agent.namespace}/${graph.agent.name}`, player);
      this.#agenda.add(world.start, () => {
        this.#send(player, { kind: 'clock', at: world.start });
      });
    }
    for (const [name, { starts = [] }] of world.workflows) this.#scheduleRuns(graphs, name, starts);
    for (const name of world.online?.keys() ?? []) this.#scheduleReplicas(graphs, name);
  }

  /** Runs that somebody starts by hand. */
  #scheduleRuns(graphs: readonly StrategyGraph[], template: string, starts: readonly number[]): void {
    const namespaces = ['batch', 'executor'].flatMap((kind) =>
      watchedNamespaces(graphs, kind as 'batch' | 'executor', template),
    );
    const [namespace = ''] = namespaces;
    for (const at of starts) {
      this.#agenda.add(at, () => {
        const outcome = this.#startRun({ namespace, template }, at);
        if ('ok' in outcome) this.#note(at, `somebody starts ${textOf(outcome.ok)}`);
      });
    }
  }

  /** An online workflow is available while a replica is ready. What the world begins with is no change. */
  #scheduleReplicas(graphs: readonly StrategyGraph[], name: string): void {
    let before: number | undefined;
    for (const { at, reading } of this.#world.online?.get(name)?.ready ?? []) {
      const ready = reading.known ? Number(reading.value) : undefined;
      const was = before;
      before = ready ?? before;
      if (at <= this.#world.start || ready === undefined || ready === was) continue;
      this.#agenda.add(at, () => {
        this.#note(at, `${name} has ${counted(ready, 'ready replica')}`);
        if (was !== undefined && ready > 0 === was > 0) return;
        const state = ready > 0 ? 'available' : 'unavailable';
        for (const namespace of watchedNamespaces(graphs, 'online', name))
          this.#tell({ kind: 'online', namespace, name }, [state], `${name}/${String(at)}`, at);
      });
    }
  }

  run(most: number): readonly Entry[] {
    for (let count = 0; ; count += 1) {
      const next = this.#agenda.take(this.#world.end);
      if (!next) return this.#entries;
      if (count === most) break;
      next();
    }
    const at = this.#entries.at(-1)?.at ?? this.#world.start;
    this.#note(at, `the play ends here, since more than ${most.toLocaleString('en-GB')} events happen in this world`);
    return this.#entries;
  }

  #send(player: Player, event: EngineEvent): void {
    const { effects, trace } = player.agent.step(event);
    for (const entry of trace) this.#entries.push({ kind: 'trace', at: event.at, trace: entry });
    for (const effect of effects) this.#carryOut(player, effect, event.at);
  }

  #carryOut(player: Player, effect: Effect, at: number): void {
    switch (effect.kind) {
      case 'wake':
        player.wake = effect.at;
        // A change at the instant of a schedule is one event with it.
        this.#agenda.addLast(effect.at, () => {
          if (player.wake !== effect.at) return;
          player.wake = undefined;
          this.#send(player, { kind: 'clock', at: effect.at });
        });
        break;
      case 'observe':
        this.#agenda.add(at, () => {
          this.#send(player, {
            kind: 'observed',
            at,
            occurrence: effect.occurrence,
            readings: this.#read(player, effect),
          });
        });
        break;
      case 'ask':
        this.#ask(player, effect, at);
        break;
      case 'act':
        this.#act(player, effect, at);
        break;
      case 'reply': {
        const caller = this.#callers.get(effect.call);
        this.#callers.delete(effect.call);
        const outcome: Outcome = effect.accepted ? { ok: null } : { failed: effect.reason };
        if (caller)
          this.#agenda.add(at, () => {
            this.#send(caller.player, { kind: 'completed', at, effect: caller.effect, outcome });
          });
      }
    }
  }

  #ask(player: Player, { id, by }: AskEffect, at: number): void {
    const script = this.#world.approvals?.get(by);
    const count = this.#asked.get(by) ?? 0;
    this.#asked.set(by, count + 1);
    const { answer, after } = script?.[Math.min(count, script.length - 1)] ?? { answer: 'agrees', after: 0 };
    if (answer === 'never') return;
    this.#agenda.add(at + after, () => {
      this.#send(player, { kind: 'answered', at: at + after, effect: id, approved: answer === 'agrees', by });
    });
  }

  #read({ graph }: Player, { requests, at }: ObserveEffect): Record<string, Observation> {
    const sensors = new Map(graph.sensors.map((sensor) => [sensor.id, sensor]));
    return Object.fromEntries(
      requests.flatMap((request) => {
        const sensor = sensors.get(request.sensor);
        if (!sensor) return [];
        return [[sensor.id, this.#sense(sensor, request, at)]];
      }),
    );
  }

  #sense(sensor: SensorNode, request: SensorRequest, at: number): Observation {
    if (request.kind === 'mlflow') return this.#registry.read(request.fields, request.window, at);
    if (isOfRoute(request.fields)) return this.#routes.read(request.fields);
    return sense(this.#world, this.#metric, sensor, request, at);
  }

  #act(player: Player, effect: ActEffect, at: number): void {
    const complete = (outcome: Outcome): void => {
      this.#agenda.add(at, () => {
        this.#send(player, { kind: 'completed', at, effect: effect.id, outcome });
      });
    };
    const { action } = effect;
    if (action.kind === 'primitive') {
      complete(this.#perform(action, effect, at));
      return;
    }
    if (action.kind === 'http') {
      if (!this.#done.has(effect.id))
        this.#note(at, `${action.name}${argumentsOf(action.arguments)}`, effect.occurrence);
      this.#done.add(effect.id);
      complete(this.#tries.next(action.name, action.result));
      return;
    }
    const callee = this.#players.get(`${action.agent.namespace}/${action.agent.name}`);
    if (!callee) {
      complete({ failed: `there is no agent ${action.agent.name}` });
      return;
    }
    const id = callIdOf(effect.key);
    this.#callers.set(id, { player, effect: effect.id });
    const later = at + CALL_LATENCY;
    const { receiver, arguments: given } = action;
    this.#agenda.add(later, () => {
      this.#send(callee, {
        kind: 'called',
        at: later,
        id,
        receiver,
        arguments: given,
        caller: player.graph.agent.name,
      });
    });
  }

  #perform(action: ConcretePrimitive, { key, occurrence }: ActEffect, at: number): Outcome {
    // Doing an effect again under its key changes nothing twice.
    if (this.#done.has(key)) return { ok: null };
    const outcome = this.#tries.next(action.name);
    if ('failed' in outcome) return outcome;
    const done = perform(action, {
      startRun: (target) => this.#startRun(target, at),
      promote: (model, alias, version) => this.#registry.promote(model, alias, version),
      tellOfPromotion: (name) => {
        const moves = (this.#promotions.get(name) ?? 0) + 1;
        this.#promotions.set(name, moves);
        this.#tell({ kind: 'model', name }, ['promoted'], `${name}/${String(moves)}`, at);
      },
      share: (...change) => this.#routes.change(...change),
      note: (text) => {
        this.#note(at, text, occurrence);
      },
    });
    if ('ok' in done) this.#done.add(key);
    return done;
  }

  #startRun({ namespace, template }: Pick<ConcreteBatchTarget, 'namespace' | 'template'>, at: number): Outcome {
    const number = (this.#runs.get(template) ?? 0) + 1;
    this.#runs.set(template, number);
    const run = `${template}-${String(number)}`;
    const script = this.#world.workflows.get(template);
    if (!script) return { failed: `the scripted world has no workflow ${template}` };
    const later = at + script.takes;
    const experiments = new Set(script.logs.map(({ experiment }) => experiment));
    const subject = { kind: 'batch', namespace, name: template } as const;
    const reason = typeof script.fails === 'string' ? script.fails : (script.fails?.[number - 1] ?? null);
    this.#tell(subject, ['submitted'], run, at);
    for (const { executor, state, after, runs } of script.executors ?? []) {
      if (runs && !runs.includes(number)) continue;
      this.#agenda.add(at + after, () => {
        this.#note(at + after, `${executor} of ${run}: ${state}`);
        this.#tell({ ...subject, kind: 'executor', executor }, [state], `${run}/${executor}`, at + after);
      });
    }
    this.#agenda.add(later, () => {
      const failed = reason !== null;
      for (const experiment of experiments) this.#registry.end({ experiment, start: at, end: later, failed });
      if (failed) {
        this.#note(later, `${run} failed: ${reason}`);
        this.#tell(subject, ['failed', 'ended'], run, later);
        return;
      }
      // What a run logs is there before it ends, so that whoever hears of its end counts it.
      for (const log of script.logs) this.#registry.log(later - 1, run, log);
      const logged = script.logs.map(({ metric, value }) => `${metric} ${String(value)}`);
      this.#note(later, `${run} succeeded${logged.length > 0 ? `: ${logged.join(', ')}` : ''}`);
      const score = script.registers?.scores[number - 1];
      if (script.registers && score !== undefined) {
        const version = this.#registry.register(later, script.registers.model, score);
        if (version !== undefined) {
          const { model: name } = script.registers;
          this.#note(later, `${name} has a version ${version}, score ${String(score)}`);
          this.#tell({ kind: 'model', name }, ['registered'], `${name}@${version}`, later);
        }
      }
      this.#tell(subject, ['succeeded', 'ended'], run, later);
    });
    return { ok: run };
  }

  /** Tells every agent of a change of what `which` names, with the states that it comes into; each takes what its triggers wait for. */
  #tell(subject: ChangedSubject, [state, ...also]: readonly [string, ...string[]], which: string, at: number): void {
    for (const player of this.#players.values()) {
      this.#agenda.add(at, () => {
        this.#send(player, { kind: 'changed', at, id: `${which}/${state}`, subject, state, also });
      });
    }
  }

  #note(at: number, text: string, occurrence?: string): void {
    this.#entries.push(defined({ kind: 'world', at, text, occurrence }));
  }
}
