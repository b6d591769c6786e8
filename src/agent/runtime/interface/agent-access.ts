import type { PausedEvent } from '../../engine/event.ts';
import type { EngineState } from '../../engine/state.ts';
import type { Reply } from '../../engine/effect.ts';
import type { TraceEntry } from '../../engine/trace.ts';
import type { StrategyGraph } from '../../../contract/strategy-graph/strategy-graph.ts';
import type { RecordValue } from '../../../base/values/plain.ts';

/** What the interface has of the agent that runs. */
export interface AgentAccess {
  readonly graph: StrategyGraph;
  /** Resolves once it is durable that the call was taken, now or when it came first; or with the reason for which it is not. */
  call(call: IncomingCall): Promise<Taken>;
  /** How the decisions of a call ended, as soon as all have; undefined where they have not within the time. Milliseconds. */
  endings(decisions: readonly string[], within: number): Promise<readonly TraceEntry[] | undefined>;
  state(): EngineState;
  /** Resolves once it is durable. A strategy is one of the graph. */
  pause(pause: Omit<PausedEvent, 'kind' | 'at'>): Promise<void>;
  /** By how many milliseconds its clock is behind what it has come to. */
  behind(): number;
  /** The clock is right, and was ahead before. Resolves once that is durable. */
  setClock(): Promise<void>;
  /** What was told of decisions, the newest first. */
  decisions(query: DecisionQuery): Promise<DecisionPage>;
  /** What was told of one decision, in its order; nothing where the journal does not go back to it. */
  entriesOf(decision: string): Promise<readonly TraceEntry[]>;
  /** What was told up to an instant, the newest first, as far back as says what a strategy decided last and on the day before. */
  told(strategy: string, at: number): Promise<readonly TraceEntry[]>;
  /** What keeps it from taking calls, in plain words; none where nothing does. */
  unready(): readonly string[];
  /** In the text format of Prometheus. */
  metrics(): Promise<string>;
}

export interface IncomingCall {
  readonly caller: string;
  readonly receiver: string;
  readonly id: string;
  readonly arguments: RecordValue;
  /** Where it stands in a trace. */
  readonly traceparent?: string;
}

export type Taken = Reply & {
  /** Ids of the decisions that it leads to, if it is taken. */
  readonly decisions: readonly string[];
};

export interface DecisionQuery {
  readonly strategy?: string;
  /** Its id. */
  readonly decision?: string;
  readonly verdict?: string;
  /** Behind this entry, going back; absent: from the newest on. */
  readonly before?: number;
  readonly most: number;
}

export interface DecisionPage {
  readonly items: readonly TraceEntry[];
  /** What to ask for with `before` to go on; absent where there is no more. */
  readonly next?: number;
}
