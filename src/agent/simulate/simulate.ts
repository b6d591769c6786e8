import { defined } from '../../base/values/defined.ts';
import type {
  ActEffect,
  AskEffect,
  ConcreteBatchTarget,
  ConcretePrimitive,
  ObserveEffect,
  SensorRequest,
} from '../engine/effect.ts';
import type { ChangedSubject, Outcome } from '../engine/event.ts';
import { callIdOf } from '../engine/call-id.ts';
import { open } from '../engine/open.ts';
import { initialState } from '../engine/state.ts';
import type { TraceEntry } from '../engine/trace.ts';
import type { SensorNode, StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import { cronAfter } from '../../base/values/cron.ts';
import { Host } from '../host/host.ts';
import type { Answer, Ports } from '../host/ports.ts';
import { textOf } from '../../base/values/plain.ts';
import { unknown, type Observation } from '../../base/values/value.ts';
import { counted } from '../../base/values/words.ts';
import { Agenda } from './agenda.ts';
import { answerAt } from './answers.ts';
import { argumentsOf } from './notes.ts';
import { Tries } from './tries.ts';
import { perform } from './perform.ts';
import { Presence, type Served } from './presence.ts';
import { Registry } from './registry.ts';
import { isOfRoute, Routes } from './routes.ts';
import { scriptedMetrics } from './scripted-metrics.ts';
import { sense } from './sense.ts';
import { watchedNamespaces } from './subjects.ts';
import type { World, WorldSchedule } from './world.ts';

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
  readonly host: Host;
}

class Simulation {
  readonly #world: World;
  readonly #metric: ReturnType<typeof scriptedMetrics>;
  readonly #registry: Registry;
  readonly #tries: Tries;
  readonly #routes = new Routes();
  readonly #presence: Presence;
  readonly #players = new Map<string, Player>();
  readonly #agenda = new Agenda();
  readonly #entries: Entry[] = [];
  readonly #runs = new Map<string, number>();
  /** When the last run of a workflow ends, of those that have begun. */
  readonly #ends = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  readonly #done = new Set<string>();
  /** How often an alias of a model was moved: a version may be promoted again. */
  readonly #promotions = new Map<string, number>();
  #now: number;

  constructor(graphs: readonly StrategyGraph[], world: World, opened: typeof open) {
    this.#world = world;
    this.#now = world.start;
    this.#metric = scriptedMetrics(world);
    this.#registry = new Registry(world);
    this.#tries = new Tries(world);
    this.#presence = new Presence(graphs, world);
    for (const [index, observation] of world.observations.entries()) {
      this.#agenda.add(observation.at, () => {
        this.#registry.log(observation.at, `scripted-${String(index + 1)}`, observation);
      });
    }
    for (const graph of graphs) {
      const beginning = { graph, state: initialState(graph, world.start) };
      const host = new Host(beginning, this.#portsOf(graph), opened);
      this.#players.set(`${graph.agent.namespace}/${graph.agent.name}`, { graph, host });
      this.#agenda.add(world.start, () => {
        host.start();
      });
    }
    for (const [name, { starts = [] }] of world.workflows) this.#scheduleRuns(graphs, name, starts);
    for (const schedule of world.schedules ?? []) this.#schedule(schedule, world.start - 1);
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

  /** The next run of a schedule, and all after it; of a workflow that is not scripted it is told once that it cannot run. */
  #schedule(schedule: WorldSchedule, after: number): void {
    const { namespace, template, times, exclusive } = schedule;
    const at = cronAfter(times, after);
    if (at === undefined) return;
    this.#agenda.add(at, () => {
      if (exclusive && at < (this.#ends.get(template) ?? at))
        this.#note(at, `the schedule leaves a run of ${template} out, since one still goes`);
      else {
        const outcome = this.#startRun({ namespace, template }, at);
        const isStarted = 'ok' in outcome;
        this.#note(at, isStarted ? `the schedule starts ${textOf(outcome.ok)}` : `the schedule: ${outcome.failed}`);
        if (!isStarted) return;
      }
      this.#schedule(schedule, at);
    });
  }

  /** An online workflow is available while it is there and a replica is ready. What the world begins with is no change. */
  #scheduleReplicas(graphs: readonly StrategyGraph[], name: string): void {
    let before: number | undefined;
    for (const { at, reading } of this.#world.online?.get(name)?.ready ?? []) {
      const ready = reading.known ? Number(reading.value) : undefined;
      const was = before;
      before = ready ?? before;
      if (at <= this.#world.start || ready === undefined || ready === was) continue;
      this.#agenda.add(at, () => {
        if (this.#presence.lacks(name)) return;
        this.#note(at, `${name} has ${counted(ready, 'ready replica')}`);
        if (was !== undefined && ready > 0 === was > 0) return;
        for (const namespace of watchedNamespaces(graphs, 'online', name))
          this.#tellOfReplicas({ namespace, workflow: name }, ready, at);
      });
    }
  }

  #tellOfReplicas({ namespace, workflow: name }: Served, ready: number, at: number): void {
    const state = ready > 0 ? 'available' : 'unavailable';
    this.#tell({ kind: 'online', namespace, name }, [state], `${name}/${String(at)}`, at);
  }

  /** What is brought up has the replicas that are scripted, and is available once it has any. */
  #place(served: Served, isThere: boolean, at: number): void {
    const was = this.#presence.has(served);
    this.#presence.set(served, isThere);
    const ready = answerAt(this.#world.online?.get(served.workflow)?.ready, at);
    if (isThere && !was && ready?.known && Number(ready.value) > 0)
      this.#tellOfReplicas(served, Number(ready.value), at);
  }

  run(most: number): readonly Entry[] {
    for (let count = 0; ; count += 1) {
      const next = this.#agenda.take(this.#world.end);
      if (!next) return this.#entries;
      if (count === most) break;
      this.#now = next.at;
      next.happen();
    }
    const at = this.#entries.at(-1)?.at ?? this.#world.start;
    this.#note(at, `the play ends here, since more than ${most.toLocaleString('en-GB')} events happen in this world`);
    return this.#entries;
  }

  /** What an agent has of this world. Nothing that happens here is ever lost, so all is durable at once. */
  #portsOf(graph: StrategyGraph): Ports {
    return {
      now: () => this.#now,
      // A change at the instant of a schedule is one event with it.
      at: (instant, happen) => this.#agenda.addLast(instant, happen),
      after: (milliseconds, happen) => this.#agenda.addLast(this.#now + milliseconds, happen),
      commit: ({ steps }, durable) => {
        for (const { event, trace } of steps)
          for (const entry of trace) this.#entries.push({ kind: 'trace', at: event.at, trace: entry });
        durable();
      },
      observe: (effect, answer) => {
        this.#agenda.add(this.#now, () => {
          answer(this.#read(graph, effect));
        });
      },
      ask: (effect, answer) => {
        this.#ask(effect, answer);
      },
      act: (effect, answer) => {
        this.#act(graph, effect, answer);
      },
    };
  }

  #ask({ by }: AskEffect, agreed: (answer: Answer) => void): void {
    const script = this.#world.approvals?.get(by);
    const count = this.#asked.get(by) ?? 0;
    this.#asked.set(by, count + 1);
    const { answer, after } = script?.[Math.min(count, script.length - 1)] ?? { answer: 'agrees', after: 0 };
    if (answer === 'never') return;
    this.#agenda.add(this.#now + after, () => {
      agreed({ approved: answer === 'agrees', by });
    });
  }

  #read(graph: StrategyGraph, { requests, at }: ObserveEffect): Record<string, Observation> {
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
    const missing = this.#presence.missingFor(sensor);
    if (missing !== undefined) return unknown(`${missing} is not there`);
    if (request.kind === 'mlflow') return this.#registry.read(request.fields, request.window, at);
    if (isOfRoute(request.fields)) return this.#routes.read(request.fields);
    return sense(this.#world, this.#metric, sensor, request, at);
  }

  #act(graph: StrategyGraph, effect: ActEffect, answer: (outcome: Outcome) => void): void {
    const at = this.#now;
    const complete = (outcome: Outcome): void => {
      this.#agenda.add(at, () => {
        answer(outcome);
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
    const { receiver, arguments: given } = action;
    const call = { id: callIdOf(effect.key), receiver, arguments: given, caller: graph.agent.name };
    this.#agenda.add(at + CALL_LATENCY, () => {
      callee.host.call(call, (reply) => {
        this.#agenda.add(this.#now, () => {
          answer(reply.accepted ? { ok: null } : { failed: reply.reason });
        });
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
      isThere: (workflow) => this.#presence.has(workflow),
      place: (workflow, isThere) => {
        this.#place(workflow, isThere, at);
      },
      share: (...change) => this.#routes.change(...change),
      removeRoute: (...route) => {
        this.#routes.remove(...route);
      },
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
    this.#ends.set(template, Math.max(later, this.#ends.get(template) ?? later));
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
        player.host.changed(which, { id: `${which}/${state}`, subject, state, also });
      });
    }
  }

  #note(at: number, text: string, occurrence?: string): void {
    this.#entries.push(defined({ kind: 'world', at, text, occurrence }));
  }
}
