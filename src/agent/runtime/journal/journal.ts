import type { StrategyGraph } from '../../../contract/strategy-graph/strategy-graph.ts';
import type { Batch, CallKey, Intent, Sighting } from '../../host/batch.ts';
import type { EngineState } from '../../engine/state.ts';
import type { TraceEntry } from '../../engine/trace.ts';

/**
 * What an agent remembers across crashes. State is kept as rows, so that going on needs no engine of the release before. One process
 * writes at a time: who opens takes it over (the epoch grows), and whoever had it before cannot write any more.
 */
export interface Journal {
  /** All that a process goes on with; undefined where none ever began. */
  load(): Promise<Stored | undefined>;
  /** A first start, or going on with another graph: the graph, and the state as a whole, as one. */
  begin(beginning: {
    readonly graph: StrategyGraph;
    readonly state: EngineState;
    readonly trace: readonly TraceEntry[];
  }): Promise<void>;
  /** Keeps a batch as one. Resolves when no crash can lose it. Rejects with a `JournalFailure`, after which nothing is kept any more. */
  commit(batch: Batch): Promise<void>;
  /** Whether a call was taken, within the last seven days at least. One that is being kept is not yet. */
  hasTaken(call: CallKey): Promise<boolean>;
  /** The entries behind `after`, in order, at most `most`: for people, and to play them again. */
  entries(after: number, most: number): Promise<readonly Entry[]>;
  /** Those before an entry, or the newest, going back, at most `most`. */
  latest(before: number | undefined, most: number): Promise<readonly Entry[]>;
  /** One to which a copy in the log belongs. */
  graph(digest: string): Promise<StrategyGraph | undefined>;
  /** Lets go of it. Waits for what is being kept. */
  close(): Promise<void>;
}

/** As rows were left. */
export interface Stored {
  readonly graph: StrategyGraph;
  readonly state: EngineState;
  readonly seen: readonly Sighting[];
  readonly intents: readonly Intent[];
  /** How often the journal was opened. */
  readonly epoch: number;
  /** Of the last entry. */
  readonly sequence: number;
  /** With which the agent began to go on last. */
  readonly behaviour: number;
}

/** What stands in the log, by a number that grows by one. Instants are milliseconds since 1970 UTC. */
export type Entry =
  /** The agent began, or went on with another graph or behaviour, or a day was over: from here all that follows can be played again. */
  | {
      readonly kind: 'copy';
      readonly sequence: number;
      readonly at: number;
      readonly epoch: number;
      /** Its digest. */
      readonly graph: string;
      readonly behaviour: number;
      readonly state: EngineState;
      readonly trace: readonly TraceEntry[];
    }
  | {
      readonly kind: 'batch';
      readonly sequence: number;
      readonly at: number;
      readonly epoch: number;
      readonly steps: readonly Pick<Batch['steps'][number], 'event' | 'trace'>[];
    };

/** Why a journal cannot be opened, or keeps nothing any more. The message is for people and has no secret in it. */
export class JournalFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string) {
    super(message);
    this.name = 'JournalFailure';
    this.code = code;
  }
}

/**
 * `in-use`: another process has it. `taken-over`: another process took it since. `full`: nothing fits any more. `corrupt`: it was
 * spoilt, or never was a journal. `foreign`: of another agent. `newer`: of a later release. `unreachable`: no connection, or no file that
 * can be opened. `lost`: what was kept last may or may not be there.
 */
export type FailureCode = 'in-use' | 'taken-over' | 'full' | 'corrupt' | 'foreign' | 'newer' | 'unreachable' | 'lost';
