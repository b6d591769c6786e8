import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import { answered, completed, isAwaited, observed } from './answers.ts';
import { called, changed } from './arrivals.ts';
import { catchUp } from './clock.ts';
import type { ActEffect, AskEffect, Effect, ObserveEffect } from './effect.ts';
import type { EngineEvent } from './event.ts';
import { sensibleInstant } from './instant.ts';
import { Memory, type Patch } from './memory.ts';
import { paused } from './pausing.ts';
import { drain } from './queue.ts';
import { setBack } from './set-back.ts';
import type { EngineState } from './state.ts';
import type { TraceEntry } from './trace.ts';

/** What a step changes, what the agent wants done, and why. */
export interface Stepped {
  readonly patch: Patch;
  readonly effects: readonly Effect[];
  readonly trace: readonly TraceEntry[];
}

/** An agent that runs. Its state is the one with which it was opened, with the patches of all steps. */
export interface Opened {
  step(event: EngineEvent): Stepped;
  /** Whether an answer to that would change something. */
  awaits(effect: ObserveEffect | AskEffect | ActEffect): boolean;
  readonly state: EngineState;
}

/** Opens a state, so that an event costs what it concerns, however many strategies there are. */
export function open(graph: StrategyGraph, state: EngineState): Opened {
  const memory = new Memory(graph, state);
  return {
    step(event) {
      memory.effects = [];
      memory.trace = [];
      take(memory, event);
      const patch = memory.takePatch();
      const { next } = memory.timers;
      if (next !== Infinity) memory.effects.push({ kind: 'wake', at: Math.max(memory.now, next) });
      return { patch, effects: memory.effects, trace: memory.trace };
    },
    awaits: (effect) => isAwaited(memory, effect),
    get state() {
      return memory.whole;
    },
  };
}

function take(memory: Memory, event: EngineEvent): void {
  const sensible = sensibleInstant(event.at, memory.now);
  if (event.kind === 'clock' && event.set && sensible < memory.now) setBack(memory, sensible);
  const at = Math.max(memory.now, sensible);
  memory.now = at;
  // What is due is done first, whatever the event is: so all come in the order of their instants.
  if (event.kind !== 'changed') catchUp(memory);
  switch (event.kind) {
    case 'clock':
      break;
    case 'called':
      called(memory, { ...event, at });
      break;
    case 'changed':
      changed(memory, { ...event, at });
      break;
    case 'observed':
      observed(memory, { ...event, at });
      break;
    case 'answered':
      answered(memory, { ...event, at });
      break;
    case 'completed':
      completed(memory, { ...event, at });
      break;
    case 'paused':
      paused(memory, { ...event, at });
      break;
  }
  drain(memory);
}
