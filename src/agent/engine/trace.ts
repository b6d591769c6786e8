import { defined } from '../../base/values/defined.ts';
import type { SensorNode } from '../../contract/strategy-graph/strategy-graph.ts';
import type { Observation, Value } from '../../base/values/value.ts';
import type { Clause } from './clause.ts';
import type { ConcreteAction, SensorRequest, Window } from './effect.ts';
import type { BranchName, Call } from './state.ts';
import type { CountedKind } from '../../contract/primitives/budget-kinds.ts';

/** Why an agent did what it did, as plain data. Instants are milliseconds since 1970 UTC. */
export type TraceEntry = Decision | Approval | ActionResult | Ending | Refusal | Pausing | Remark;

interface OfAgent {
  readonly namespace: string;
  readonly agent: string;
  /** The instant of the event, at which everything was read. */
  readonly at: number;
}

interface OfOccurrence extends OfAgent {
  readonly strategy: string;
  readonly occurrence: string;
}

export interface Decision extends OfOccurrence {
  readonly kind: 'decision';
  readonly trigger: string;
  readonly madeUp: boolean;
  readonly call: Call | null;
  readonly readings: readonly Reading[];
  /** Absent where the strategy has no constraint. */
  readonly constraint?: Clause;
  /** `held`: the constraint is true, and something else keeps the strategy back; or it is paused, and would act on any outcome. */
  readonly verdict: 'act' | 'quiet' | 'unknown' | 'held';
  /** What of the actions is unknown, though the constraint is true. */
  readonly missing?: string;
  /** What holds it back. */
  readonly held?: HeldBack;
  /** The outcome whose actions follow; absent where there are none. */
  readonly branch?: BranchName;
  /** What will be done, in order. */
  readonly actions: readonly DecidedAction[];
  /** Who has to agree before any of it is done. */
  readonly approver?: string;
  /** Nothing of it is done. */
  readonly dryRun?: true;
}

export type HeldBack =
  /** The constraint has held for that long, of what it has to hold. */
  | { readonly by: 'duration'; readonly seconds: number; readonly of: number }
  | { readonly by: 'cooldown'; readonly until: number; readonly key?: HeldKey }
  /** It has fired that often within some seconds. */
  | { readonly by: 'limit'; readonly count: number; readonly seconds: number; readonly key?: HeldKey }
  /** So many values of an argument hold back what they bring that no further one can be remembered. */
  | { readonly by: 'keys'; readonly of: number; readonly name: string }
  /** The strategies of the agent have done that much of what they may do within some seconds, and this does more. */
  | {
      readonly by: 'budget';
      readonly of: CountedKind;
      readonly spent: number;
      readonly needs: number;
      readonly count: number;
      readonly seconds: number;
    }
  /** A strategy that writes the same fields goes before it. */
  | { readonly by: 'precedence'; readonly strategy: string }
  /** Somebody paused it, or the agent: nothing else keeps it back. */
  | { readonly by: 'pause'; readonly of: 'strategy' | 'agent'; readonly who: string };

/** For which value of an argument of the call; null where the event brings none. */
export interface HeldKey {
  readonly name: string;
  readonly value: Value;
}

/** Somebody is asked to agree, agrees or does not, or is asked no more, since what would be done is paused. */
export interface Approval extends OfOccurrence {
  readonly kind: 'approval';
  readonly effect: string;
  /** Who is asked, or answered. */
  readonly by: string;
  readonly answer: 'asked' | 'approved' | 'refused' | 'lapsed' | 'withdrawn';
}

export interface Reading {
  readonly sensor: string;
  readonly label: string;
  readonly type: string;
  readonly value: Observation;
  readonly window?: Window;
}

export interface DecidedAction {
  readonly text: string;
  readonly values: readonly ActionValue[];
  /** Why it cannot be done. */
  readonly unknown?: string;
}

export interface ActionValue {
  readonly name: string;
  readonly type: string;
  readonly value: Value;
}

/** One action was done, or failed, or could not be asked for. */
export interface ActionResult extends OfOccurrence {
  readonly kind: 'action';
  readonly effect: string;
  readonly text: string;
  readonly action?: ConcreteAction;
  readonly result: { readonly ok: Value } | { readonly failed: string } | { readonly unknown: string };
  /** It is tried again at this instant. */
  readonly again?: number;
}

/** The actions of an occurrence came to an end. */
export interface Ending extends OfOccurrence {
  readonly kind: 'ending';
  readonly branch: BranchName;
  /** No action failed. */
  readonly complete: boolean;
  /** Something behind THEN was done, or has no answer: it counts for cooldown and limit. */
  readonly fired: boolean;
  /** It was more than a message or a `set`: windows that reach back to the last firing now begin at `at`. */
  readonly endsWindows?: true;
  /** Nobody agreed: nothing was tried, and only the cooldown counts; not even that where nobody is asked any more. */
  readonly refused?: true;
  /** Texts of the actions that were not reached. */
  readonly left: readonly string[];
}

export interface Refusal extends OfAgent {
  readonly kind: 'refusal';
  readonly call: string;
  readonly caller: string;
  readonly receiver: string;
  readonly reason: string;
}

/** Somebody paused a strategy, or the agent, or lets it go on. */
export interface Pausing extends OfAgent {
  readonly kind: 'pausing';
  /** Name; absent: the agent as a whole. */
  readonly strategy?: string;
  readonly paused: boolean;
  readonly by: string;
}

/** Something that changed nothing, will be decided later, could not be decided in its time, or is of an earlier graph. */
export interface Remark extends OfAgent {
  readonly kind: 'ignored' | 'waiting' | 'late' | 'dropped';
  readonly text: string;
}

export function readingsOf(
  sensors: readonly SensorNode[],
  values: Readonly<Record<string, Observation>>,
  requests: readonly SensorRequest[],
): readonly Reading[] {
  return sensors.flatMap((sensor) => {
    const value = values[sensor.id];
    if (!value) return [];
    const window = requests.find((request) => request.sensor === sensor.id)?.window;
    const { id, label, type } = sensor;
    return [defined({ sensor: id, label, type, value, window })];
  });
}
