import type {
  ActEffect,
  ConcreteBatchTarget,
  ConcretePrimitive,
  Effect,
  ObserveEffect,
  SensorRequest,
} from '../engine/effect.ts';
import type { ChangedSubject, EngineEvent, Outcome } from '../engine/event.ts';
import { initialState, type EngineState } from '../engine/state.ts';
import { step } from '../engine/step.ts';
import type { TraceEntry } from '../engine/trace.ts';
import type { StrategyGraph } from '../graph/strategy-graph.ts';
import { formatRatio } from '../values/quantity.ts';
import { isRecord, textOf } from '../values/plain.ts';
import { known, unknown, type Observation, type Value } from '../values/value.ts';
import { Agenda } from './agenda.ts';
import { performCustom, readCustom } from './custom.ts';
import { Registry } from './registry.ts';
import type { World } from './world.ts';

/** What happened, in the order of happening; `at` is the instant of the virtual clock. */
export type Entry =
  | { readonly kind: 'trace'; readonly at: number; readonly trace: TraceEntry }
  | { readonly kind: 'world'; readonly at: number; readonly text: string };

/** A call takes this long from agent to agent. Milliseconds. */
const CALL_LATENCY = 1000;
/** More than any script needs; a script that calls in circles ends here. */
const MAX_EVENTS = 1_000_000;

/** Plays agents against a world on a virtual clock. The same graphs and world give the same entries. */
export function play(graphs: readonly StrategyGraph[], world: World): readonly Entry[] {
  return new Simulation(graphs, world).run();
}

interface Player {
  readonly graph: StrategyGraph;
  state: EngineState;
  wake: number | undefined;
}

class Simulation {
  readonly #world: World;
  readonly #registry: Registry;
  readonly #players = new Map<string, Player>();
  readonly #agenda = new Agenda();
  readonly #entries: Entry[] = [];
  readonly #runs = new Map<string, number>();
  readonly #done = new Set<string>();
  /** Who waits for the answer to a call, by its id. */
  readonly #callers = new Map<string, Player>();

  constructor(graphs: readonly StrategyGraph[], world: World) {
    this.#world = world;
    this.#registry = new Registry(world);
    for (const [index, observation] of world.observations.entries()) {
      this.#agenda.add(observation.at, () => {
        this.#registry.log(observation.at, `scripted-${String(index + 1)}`, observation);
      });
    }
    for (const graph of graphs) {
      const player: Player = { graph, state: initialState(graph, world.start), wake: undefined };
      this.#players.set(`${graph.agent.namespace}/${graph.agent.name}`, player);
      this.#agenda.add(world.start, () => {
        this.#send(player, { kind: 'clock', at: world.start });
      });
    }
  }

  run(): readonly Entry[] {
    for (let count = 0; count < MAX_EVENTS; count += 1) {
      const next = this.#agenda.take(this.#world.end);
      if (!next) break;
      next();
    }
    return this.#entries;
  }

  #send(player: Player, event: EngineEvent): void {
    const { state, effects, trace } = step(player.graph, player.state, event);
    player.state = state;
    for (const entry of trace) this.#entries.push({ kind: 'trace', at: event.at, trace: entry });
    for (const effect of effects) this.#carryOut(player, effect, event.at);
  }

  #carryOut(player: Player, effect: Effect, at: number): void {
    switch (effect.kind) {
      case 'wake':
        player.wake = effect.at;
        this.#agenda.add(effect.at, () => {
          if (player.wake !== effect.at) return;
          player.wake = undefined;
          this.#send(player, { kind: 'clock', at: effect.at });
        });
        break;
      case 'observe':
        this.#agenda.add(at, () => {
          this.#send(player, { kind: 'observed', at, occurrence: effect.occurrence, readings: this.#read(effect) });
        });
        break;
      case 'ask':
        this.#agenda.add(at, () => {
          const { id, by } = effect;
          const approved = this.#world.approvals?.get(by) ?? true;
          this.#send(player, { kind: 'answered', at, effect: id, approved, by });
        });
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
            this.#send(caller, { kind: 'completed', at, effect: effect.call, outcome });
          });
      }
    }
  }

  #read({ requests, at }: ObserveEffect): Record<string, Observation> {
    return Object.fromEntries(requests.map((request) => [request.sensor, this.#readOne(request, at)]));
  }

  #readOne({ kind, fields, window }: SensorRequest, at: number): Observation {
    if (kind === 'mlflow') return this.#registry.read(fields, window, at);
    if (kind === 'http') return readCustom(this.#world, fields, at);
    if (kind !== 'prometheus') return unknown(`the scripted world has no ${kind}`);
    const query = textOf(fields['query']);
    const metric = this.#world.metrics.find((each) => query.includes(each.query));
    return metric ? known(metric.value * Number(fields['factor'])) : unknown('the scripted world has no such metric');
  }

  #act(player: Player, effect: ActEffect, at: number): void {
    const complete = (outcome: Outcome): void => {
      this.#agenda.add(at, () => {
        this.#send(player, { kind: 'completed', at, effect: effect.id, outcome });
      });
    };
    const { action } = effect;
    if (action.kind === 'primitive') {
      complete(this.#perform(action, effect.key, at));
      return;
    }
    if (action.kind === 'http') {
      if (!this.#done.has(effect.id)) this.#note(at, `${action.name}${argumentsOf(action.arguments)}`);
      this.#done.add(effect.id);
      complete(performCustom(this.#world, action));
      return;
    }
    const callee = this.#players.get(`${action.agent.namespace}/${action.agent.name}`);
    if (!callee) {
      complete({ failed: `there is no agent ${action.agent.name}` });
      return;
    }
    this.#callers.set(effect.id, player);
    const later = at + CALL_LATENCY;
    const { receiver, arguments: given } = action;
    this.#agenda.add(later, () => {
      this.#send(callee, {
        kind: 'called',
        at: later,
        id: effect.id,
        receiver,
        arguments: given,
        caller: player.graph.agent.name,
      });
    });
  }

  #perform(action: ConcretePrimitive, key: string, at: number): Outcome {
    // Doing an effect again under its key changes nothing twice.
    if (this.#done.has(key)) return { ok: null };
    this.#done.add(key);
    if (action.name === 'runWorkflow' && action.target?.kind === 'batch') return this.#startRun(action.target, at);
    if (action.name === 'promote') {
      const { name, version } = versionOf(action.arguments['version']);
      const alias = textOf(action.arguments['to']);
      const before = this.#registry.promote(name, alias, version);
      this.#note(at, `${name}@${alias} is version ${version} now${before === undefined ? '' : `, was ${before}`}`);
      this.#tell({ kind: 'model', name }, 'promoted', `${name}@${version}`, at);
      return { ok: null };
    }
    const target =
      action.target?.kind === 'online'
        ? action.target.instance
        : action.target?.kind === 'batch'
          ? action.target.template
          : '';
    this.#note(at, `${action.name} on ${target}${argumentsOf(action.arguments)}`);
    return { ok: null };
  }

  #startRun({ namespace, template }: ConcreteBatchTarget, at: number): Outcome {
    const number = (this.#runs.get(template) ?? 0) + 1;
    this.#runs.set(template, number);
    const run = `${template}-${String(number)}`;
    const script = this.#world.workflows.get(template);
    if (!script) return { failed: `the scripted world has no workflow ${template}` };
    const later = at + script.takes;
    const experiments = new Set(script.logs.map(({ experiment }) => experiment));
    const subject = { kind: 'batch', namespace, name: template } as const;
    this.#tell(subject, 'submitted', run, at);
    this.#agenda.add(later, () => {
      const failed = script.fails !== undefined;
      for (const experiment of experiments) this.#registry.end({ experiment, start: at, end: later, failed });
      if (script.fails !== undefined) {
        this.#note(later, `${run} failed: ${script.fails}`);
        this.#tell(subject, 'failed', run, later);
        this.#tell(subject, 'ended', run, later);
        return;
      }
      for (const log of script.logs) this.#registry.log(later, run, log);
      const logged = script.logs.map(({ metric, value }) => `${metric} ${String(value)}`);
      this.#note(later, `${run} succeeded${logged.length > 0 ? `: ${logged.join(', ')}` : ''}`);
      const score = script.registers?.scores[number - 1];
      if (script.registers && score !== undefined) {
        const version = this.#registry.register(later, script.registers.model, score);
        if (version !== undefined) {
          const { model: name } = script.registers;
          this.#note(later, `${name} has a version ${version}, score ${formatRatio(score)}`);
          this.#tell({ kind: 'model', name }, 'registered', `${name}@${version}`, later);
        }
      }
      this.#tell(subject, 'succeeded', run, later);
      this.#tell(subject, 'ended', run, later);
    });
    return { ok: run };
  }

  /** Tells every agent of a change of what `which` names; each takes what its triggers wait for. */
  #tell(subject: ChangedSubject, state: string, which: string, at: number): void {
    for (const player of this.#players.values()) {
      this.#agenda.add(at, () => {
        this.#send(player, { kind: 'changed', at, id: `${which}/${state}`, subject, state });
      });
    }
  }

  #note(at: number, text: string): void {
    this.#entries.push({ kind: 'world', at, text });
  }
}

function versionOf(value: Value | undefined): { name: string; version: string } {
  const record = isRecord(value) ? value : {};
  return { name: textOf(record['name']), version: textOf(record['version']) };
}

function argumentsOf(given: Readonly<Record<string, Value>>): string {
  const values = Object.entries(given).map(([name, value]) => `${name}: ${shortly(value)}`);
  return values.length > 0 ? ` (${values.join(', ')})` : '';
}

function shortly(value: Value): string {
  const { name, version } = versionOf(value);
  return typeof value === 'object' && value !== null && name !== '' ? `${name}@${version}` : JSON.stringify(value);
}
