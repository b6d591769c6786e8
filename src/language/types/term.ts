import type { Span } from '../../base/source/source.ts';
import type { ModelReference, Reference, Subject, WorkflowReference } from './reference.ts';
import type { Value } from '../../base/values/value.ts';
import type { Trait } from './traits.ts';
import type { Type } from './type.ts';

/** A checked expression: every name resolved, every literal a value in base units, every part with its type. */
export type Term = { readonly type: Type; readonly span: Span; readonly written?: Written } & TermOperation;

/** How a term is written where its operation does not tell; `termText` prints both. */
export type Written =
  /** A number with its unit, or a name that stands for a value. */
  | string
  /** A sensor with its arguments. */
  | WrittenCall
  /** Which observations count; without `over` those since the last firing. */
  | { readonly form: 'window'; readonly of: Term; readonly over?: Term }
  /** A text with holes, all of which are known. */
  | { readonly form: 'text'; readonly parts: readonly Term[] }
  /** A number with its sign. */
  | { readonly form: 'sign'; readonly sign: '+' | '-'; readonly of: Term };

export interface WrittenCall {
  readonly form: 'call';
  readonly name: string;
  readonly arguments: readonly WrittenArgument[];
}

/** An argument in the order of the call, with its name if that was given. */
export interface WrittenArgument {
  readonly name?: string;
  readonly value: Term;
}

export type TermOperation =
  /** What a mistake leaves; it was reported. */
  | { readonly op: 'invalid' }
  | { readonly op: 'constant'; readonly value: Value }
  /** A parameter of what encloses the expression: of a workflow, of a call, of a sensor. */
  | { readonly op: 'local'; readonly name: string }
  /** The item of a fan-out. */
  | { readonly op: 'item'; readonly name: string }
  /** The name of the run; how it ended, which only exit handlers see. */
  | { readonly op: 'run' | 'status' }
  /** A Secret, a ConfigMap or a claim of the cluster, or one of their keys. */
  | { readonly op: 'secret' | 'config' | 'claim'; readonly name: string; readonly key?: string }
  /** A workflow; or one of its variants, as `inference.next`. */
  | { readonly op: 'workflow'; readonly workflow: WorkflowReference; readonly variant?: string }
  | { readonly op: 'endpoint'; readonly endpoint: Reference }
  | { readonly op: 'agent'; readonly agent: Reference }
  | { readonly op: 'model'; readonly model: ModelReference }
  /** `m@production`, `m@3`; of a model that has one version that, with an empty text. */
  | { readonly op: 'version'; readonly model: ModelReference; readonly version: string }
  /** A file or folder that an executor leaves on the shared volume. */
  | { readonly op: 'output'; readonly executor: string; readonly output: string; readonly path: Term }
  /** What an executor leaves in the artifact store; readers find it at `path`. */
  | { readonly op: 'stored'; readonly executor: string; readonly output: string; readonly path: Term }
  /** The content of a file that an executor leaves; of a fan-out, the list of all. */
  | { readonly op: 'value'; readonly executor: string; readonly output: string; readonly ofAll: boolean }
  | { readonly op: 'reading'; readonly use: SensorUse }
  | { readonly op: 'field'; readonly of: Term; readonly name: string }
  | { readonly op: 'list'; readonly items: readonly Term[] }
  | { readonly op: 'record'; readonly fields: ReadonlyMap<string, Term> }
  | { readonly op: 'join'; readonly parts: readonly Term[] }
  | { readonly op: 'not' | 'negate'; readonly operand: Term }
  /** What an agent remembers. */
  | { readonly op: 'state'; readonly name: string }
  /** `otherwise` where `of` is unknown. */
  | { readonly op: 'default'; readonly of: Term; readonly otherwise: Term }
  /**
   * How many of an event came over a time, of those that bring these values. Without a time it is not complete. Values are constants,
   * and what the call of the strategy brings.
   */
  | {
      readonly op: 'count';
      readonly event: CountedEvent;
      readonly given: ReadonlyMap<string, Term>;
      readonly seconds?: number;
    }
  /** Hysteresis: `rises` is true from above `on` until below `off`, `falls` the other way. */
  | {
      readonly op: 'latch';
      readonly direction: 'rises' | 'falls';
      readonly of: Term;
      readonly on: Term;
      readonly off: Term;
    }
  | { readonly op: BinaryOperation; readonly left: Term; readonly right: Term };

export type BinaryOperation =
  'add' | 'subtract' | 'multiply' | 'divide' | 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'and' | 'or';

/** A call that an agent receives, or something that comes into a state, as `training.failed`; `text` is how it is written. */
export type CountedEvent = { readonly text: string } & (
  | { readonly kind: 'called'; readonly receiver: string }
  | { readonly kind: 'on'; readonly subject: Subject; readonly state: string }
);

/** A sensor as it is named, with what each of its parameters has, in their order. */
export interface SensorCall {
  readonly sensor: string;
  readonly arguments: readonly SensorArgument[];
}

export interface SensorArgument {
  readonly name: string;
  readonly value: Term;
  /** It is what the parameter has if nothing is given. */
  readonly isDefault: boolean;
}

/** A sensor with its arguments put in. */
export interface SensorUse {
  /** The declaration's name, as `logged-sum`. */
  readonly sensor: string;
  /** What it is read as: of `sensor load = request-rate(a)` first `load`, then `request-rate(a)`. */
  readonly readAs: readonly SensorCall[];
  readonly source: string;
  readonly fields: ReadonlyMap<string, Term>;
  readonly windowed: boolean;
  readonly traits: readonly Trait[];
  readonly window?: { readonly kind: 'since-last-fired' } | { readonly kind: 'over'; readonly seconds: number };
  /** Where the sensor's `from` stands: a mistake in a query is the sensor's, not the reader's. */
  readonly declared: Span;
}

/** The same term with every direct part replaced. Terms without parts are given back as they are. */
export function mapParts(term: Term, replace: (part: Term) => Term): Term {
  switch (term.op) {
    case 'field':
      return { ...term, of: replace(term.of) };
    case 'output':
    case 'stored':
      return { ...term, path: replace(term.path) };
    case 'list':
      return { ...term, items: term.items.map(replace) };
    case 'join':
      return { ...term, parts: term.parts.map(replace) };
    case 'record':
      return { ...term, fields: mapFields(term.fields, replace) };
    case 'reading':
      return {
        ...term,
        use: { ...term.use, fields: mapFields(term.use.fields, replace), readAs: mapCalls(term.use.readAs, replace) },
      };
    case 'not':
    case 'negate':
      return { ...term, operand: replace(term.operand) };
    case 'default':
      return { ...term, of: replace(term.of), otherwise: replace(term.otherwise) };
    case 'latch':
      return { ...term, of: replace(term.of), on: replace(term.on), off: replace(term.off) };
    case 'count':
      return { ...term, given: mapFields(term.given, replace) };
    case 'invalid':
    case 'constant':
    case 'local':
    case 'state':
    case 'item':
    case 'run':
    case 'status':
    case 'value':
    case 'secret':
    case 'config':
    case 'claim':
    case 'workflow':
    case 'endpoint':
    case 'agent':
    case 'model':
    case 'version':
      return term;
    default:
      return { ...term, left: replace(term.left), right: replace(term.right) };
  }
}

const mapFields = (fields: ReadonlyMap<string, Term>, replace: (part: Term) => Term): Map<string, Term> =>
  new Map([...fields].map(([name, field]) => [name, replace(field)]));

const mapCalls = (calls: readonly SensorCall[], replace: (part: Term) => Term): SensorCall[] =>
  calls.map((call) => ({
    ...call,
    arguments: call.arguments.map((argument) => ({ ...argument, value: replace(argument.value) })),
  }));

/** All terms within a term, itself first. */
export function within(term: Term): readonly Term[] {
  const known = parts.get(term);
  if (known) return known;
  const found: Term[] = [];
  collect(term, found);
  parts.set(term, found);
  return found;
}

/** Nearly every analysis asks for them. */
const parts = new WeakMap<Term, readonly Term[]>();

function collect(term: Term, found: Term[]): void {
  found.push(term);
  for (const part of partsOf(term)) collect(part, found);
}

const NONE: readonly Term[] = [];

export function partsOf(term: Term): Iterable<Term> {
  switch (term.op) {
    case 'field':
      return [term.of];
    case 'output':
    case 'stored':
      return [term.path];
    case 'list':
      return term.items;
    case 'join':
      return term.parts;
    case 'record':
      return term.fields.values();
    case 'reading':
      return term.use.fields.values();
    case 'not':
    case 'negate':
      return [term.operand];
    case 'default':
      return [term.of, term.otherwise];
    case 'latch':
      return [term.of, term.on, term.off];
    case 'count':
      return term.given.values();
    default:
      return 'left' in term ? [term.left, term.right] : NONE;
  }
}
