import type { TraceEntry } from '../agent/engine/trace.ts';
import type { ApplicationOutline } from '../target/outline/outline.ts';
import type { StrategyGraph } from '../contract/strategy-graph/strategy-graph.ts';
import type { Lock } from '../target/outline/lock.ts';
import type { Source, Span } from '../base/source/source.ts';

/** Sources as `load` found them. */
export interface Loaded {
  /** The folder that was named, or that holds the file that was. */
  readonly root: string;
  /** All that are needed, the standard library's among them. Paths are relative to `root`, with forward slashes. */
  readonly sources: readonly Source[];
  /** Paths of the files whose applications are deployed; the others are only referred to. */
  readonly entries: readonly string[];
  /** Whether `entries` are all sources of the folder; of others that stand there, some may import them. */
  readonly areAll?: boolean;
  /** What `models.lock.yaml` says, if it stands beside the sources. */
  readonly lock?: Lock;
  /** What was found while reading, as a file that is not UTF-8. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompileOptions {
  /** Name of the platform to use instead of the applications' own. */
  readonly platform?: string;
  /** Values of params, as texts in the form of the source: `{ epochs: '5', rates: '0.1,0.01' }`. */
  readonly values?: Readonly<Record<string, string>>;
  /** Paths of the files whose applications are deployed. Without it those that `load` found, or else all but the library's. */
  readonly entries?: readonly string[];
  /** Which versions of models aliases stand for. Without it what `load` found. */
  readonly lock?: Lock;
  /** Makes an error of each version that the lock has no entry for, and of entries that no source needs. */
  readonly locked?: boolean;
}

export interface LockOptions extends Omit<CompileOptions, 'lock' | 'locked'> {
  /** Where trackers are reached from here: the address of the only one, or addresses by those that the sources have. */
  readonly trackers?: string | Readonly<Record<string, string>>;
  /** What trackers are shown: a name and a password, or else a token. */
  readonly credentials?: {
    readonly username?: string | undefined;
    readonly password?: string | undefined;
    readonly token?: string | undefined;
  };
  /** Milliseconds until each answer has to be there; ten seconds if not said. */
  readonly timeout?: number;
}

/** What trackers said of the versions that services name. */
export interface Locked {
  /** What is to stand in `models.lock.yaml`. Absent where there is an error in the sources or a problem. */
  readonly text?: string;
  /** Of the sources, with that lock if there is one. */
  readonly diagnostics: readonly Diagnostic[];
  /** Why trackers could not be asked, a sentence each. */
  readonly problems: readonly string[];
  /** Which version each name stands for, a sentence each. */
  readonly versions: readonly string[];
  /** Of versions whose files do not fit their server, a sentence each. */
  readonly notes: readonly string[];
  /** How this differs from the lock that was loaded, a sentence each. */
  readonly changes: readonly string[];
}

/** What a compilation gives. It is plain data, and the same for the same sources and options. */
export interface Compilation {
  /** Whether there is no error. With one, all lists but `diagnostics` and `notes` are empty. */
  readonly ok: boolean;
  /** Errors and warnings, by file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** What is good to know and no mistake, by file and place. */
  readonly notes: readonly Diagnostic[];
  /** The objects for the cluster, a file for each thing that was declared. */
  readonly manifests: readonly Manifest[];
  /** How the images are made, for `docker buildx bake`; these are not for the cluster. */
  readonly images: readonly TextFile[];
  /** Images that the cluster has to be able to pull beside those that the sources name for steps, services and endpoints. */
  readonly addedImages: readonly string[];
  /** What the applications consist of, those among them that are only referred to. */
  readonly applications: readonly ApplicationOutline[];
  /** Which versions of models services have first, variants and explainers too. */
  readonly models: readonly ServedModel[];
  /** What each deployed agent runs. The schema is `sflow-lang/strategy-graph.schema.json`. */
  readonly graphs: readonly StrategyGraph[];
  /** What the endpoints of custom sensors and actions have to implement, in the order of the sources. */
  readonly interfaces: readonly Interface[];
}

/** The version of a model that a service has first; one that an agent gives it is none of these. */
export interface ServedModel {
  /** As it is written: `fraud@production`. */
  readonly text: string;
  /** Where, as `main.sflow:12`. */
  readonly place: string;
  readonly span: Span;
  /** The address of its files. */
  readonly address: string;
  /** Its number, if it is of a registry. */
  readonly version?: string;
  /**
   * Who says so: the lock; the source, by a number or an address; or nobody (`guessed`), where there is no lock. Then it is taken for
   * version 1.
   */
  readonly known: 'locked' | 'said' | 'guessed';
}

/** What an endpoint has to implement. */
export interface Interface {
  /** As declared. */
  readonly endpoint: string;
  readonly span: Span;
  /** OpenAPI 3.1. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** A mistake, or a doubt, with its place. */
export interface Diagnostic {
  /** Stable, as `SF2001`. */
  readonly code: string;
  /** The same in words, as `unknown-name`. */
  readonly name: string;
  readonly severity: 'error' | 'warning' | 'note';
  /** A sentence without a full stop. */
  readonly message: string;
  readonly span: Span;
  /** Other places that matter. */
  readonly labels: readonly { readonly span: Span; readonly text: string }[];
  /** What to do. */
  readonly help?: string;
  /** An edit that mends it: the text to put in the place of the span. `unsure`: something else may be meant. */
  readonly fix?: {
    readonly span: Span;
    readonly text: string;
    readonly also?: readonly Span[];
    readonly unsure?: true;
  };
}

/** What `fix` made of sources. */
export interface Fixed {
  /** With the texts as they are after the edits. */
  readonly sources: readonly Source[];
  /** In the order in which they were made. */
  readonly edits: readonly Edit[];
  /** Edits that would have led to more errors. */
  readonly refused: readonly Edit[];
  /** What is left. */
  readonly diagnostics: readonly Diagnostic[];
}

/** An edit that mends a mistake. */
export interface Edit {
  readonly path: string;
  /** From 1, in the text to which it was made. */
  readonly line: number;
  /** Code and sentence of the message that asked for it. */
  readonly code: string;
  readonly message: string;
  /** As `replace `trian` by `train``. */
  readonly text: string;
}

export interface FormatOptions {
  /** How many characters a line should have at most; 120 if not said. */
  readonly width?: number;
}

/** A source as `format` lays it out. */
export interface Formatted {
  /** Absent where there is a mistake in its form. */
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface PlayOptions {
  /** Tells also the decisions to do nothing that came out as the one before. */
  readonly all?: boolean;
}

/** What came of playing a journal again. */
export interface Replayed {
  /** Why the journal cannot be read, in a sentence; with it nothing was played. */
  readonly problem?: string;
  /** Whose it is: `namespace/name`. */
  readonly agent?: string;
  /** How many events were decided as they had been, byte for byte. */
  readonly same: number;
  /** How many cannot be played: they lie before all that is kept of the state, or were decided by another behaviour. */
  readonly left: number;
  /** The first that is not the same; nothing behind it was played. */
  readonly difference?: ReplayDifference;
}

export interface ReplayDifference {
  /** The number of the journal's entry. */
  readonly entry: number;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** Of the state: as a copy in the journal has it. */
  readonly what: 'decision' | 'state';
  /** As people read it: first what the journal has, then what comes of it now. */
  readonly kept: string;
  readonly played: string;
}

/** What came of playing agents against a world. */
export interface Played {
  /** Mistakes in the world, all of them; with one, nothing was played and the rest is empty. */
  readonly problems: readonly WorldProblem[];
  /** What happened, in order, as data. */
  readonly entries: readonly PlayEntry[];
  /** The same as people read it, without what came out as before. */
  readonly lines: readonly string[];
  /** How many decisions `lines` leave out. */
  readonly leftOut: number;
  /** How many decisions there were and how they came out, in a sentence. */
  readonly summary: string;
  /** Of which strategies a constraint held and was not seen, since they did not look meanwhile; a sentence each. */
  readonly unseen: readonly string[];
  /** The metrics of the world that no agent reads; a sentence each. */
  readonly unread: readonly string[];
  /** Of how many strategies the world says what they are to do. */
  readonly expected: number;
  /** Which of these did otherwise, a sentence each. */
  readonly unmet: readonly string[];
}

/** Something that happened; `at` is the instant of the virtual clock in milliseconds since 1970 UTC. */
export type PlayEntry =
  | { readonly kind: 'trace'; readonly at: number; readonly trace: TraceEntry }
  /** What changed in the world; with an occurrence, by what its actions did. */
  | { readonly kind: 'world'; readonly at: number; readonly text: string; readonly occurrence?: string };

/** A mistake in a world. */
export interface WorldProblem {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  readonly message: string;
}

export interface DrawOptions {
  /** SVG if not said. */
  readonly format?: 'svg' | 'mermaid' | 'dot';
  /** `workflows`, `agents`, or the name of one workflow or agent; everything if not said. */
  readonly only?: string;
}

/** The page of a kind of message. */
export interface Explanation {
  readonly code: string;
  readonly name: string;
  readonly severity: 'error' | 'warning' | 'note';
  /** Markdown. */
  readonly text: string;
}

/** Objects that are written into one file. */
export interface Manifest {
  /** Below the output folder, as `scanflow-mnist-dataengineer/agent-tracker-agent.yaml`. */
  readonly path: string;
  readonly objects: readonly KubernetesObject[];
}

/** An object of the Kubernetes API: these fields and those of its kind. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** What an agent may do with objects of the cluster. */
export interface Right {
  readonly agent: string;
  /** Of the agent. */
  readonly namespace: string;
  /** The namespace in which the objects are. */
  readonly within: string;
  /** As `configmaps` or `keda.sh/scaledobjects`. */
  readonly resource: string;
  /** Their names. Absent: all of the resource. */
  readonly objects?: readonly string[];
  readonly verbs: readonly string[];
  /** Why it is for all. */
  readonly note?: string;
}

export interface TextFile {
  /** Below the output folder. */
  readonly path: string;
  readonly text: string;
}
