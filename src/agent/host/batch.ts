import type { Value } from '../../base/values/value.ts';
import type { EngineEvent } from '../engine/event.ts';
import type { Patch } from '../engine/memory.ts';
import type { TraceEntry } from '../engine/trace.ts';

/** What is kept as one: all of it, or nothing. What is forgotten goes before what is remembered. */
export interface Batch {
  readonly steps: readonly Step[];
  /** Calls that were taken. */
  readonly calls: readonly CallKey[];
  /** Objects that are no more: what was seen of them is forgotten. */
  readonly gone: readonly string[];
  readonly seen: readonly Sighting[];
  /** Occurrences at their end, whose intents nobody needs any more. */
  readonly ended: readonly string[];
  readonly intents: readonly Intent[];
}

/** An event as it was fed, what it changed, and why. */
export interface Step {
  readonly event: EngineEvent;
  readonly patch: Patch;
  readonly trace: readonly TraceEntry[];
}

/** By these a call is the same when it is sent again. */
export interface CallKey {
  readonly caller: string;
  readonly receiver: string;
  readonly id: string;
}

/** A change that was heard of: the id of its event, and the object of which it is one. */
export interface Sighting {
  readonly object: string;
  readonly change: string;
}

/** What an action was about to write, as its actuator has it. */
export interface Intent {
  readonly occurrence: string;
  /** Of the effect. */
  readonly key: string;
  /** From 1. */
  readonly number: number;
  readonly body: Value;
}
