import type { Term } from './term.ts';
import { Duration, Endpoint, ModelVersion, Num, Served, Text, optional, type Type } from './type.ts';

/** A field that the record behind `from SOURCE` takes. A `unit` field is a quantity of the sensor's own type. */
export type SourceField = { readonly type: Type } | { readonly unit: true };

export interface SourceSignature {
  readonly fields: ReadonlyMap<string, SourceField>;
  /** The platform's setting that says where the source is; absent for the cluster itself. */
  readonly platform?: 'tracker' | 'metrics';
  /** The arguments of the sensor go to the source as they are; what they mean is the source's own. */
  readonly custom?: true;
  /** What an agent that reads it may have to be allowed, as `group/resource`. */
  readonly permits: readonly { readonly group: string; readonly resource: string; readonly verbs: readonly string[] }[];
}

const word = (name: string, ...words: string[]): Type => ({ kind: 'word', name, words });

/** Of the points of a metric that were logged within the window, whichever run of the experiment logged them. */
const overPoints = ['sum', 'mean', 'max', 'min', 'count', 'last'];
/** Of the runs of an experiment that ended within the window: how many, and how long those that did not fail took. */
const overRuns = ['runs', 'failed-runs', 'duration'];

/** What a sensor can read from. A new source is a row here and a driver in the runtime. */
export const sources: ReadonlyMap<string, SourceSignature> = new Map<string, SourceSignature>([
  [
    'mlflow',
    {
      platform: 'tracker',
      permits: [],
      fields: new Map<string, SourceField>([
        [
          'take',
          {
            type: word(
              'Take',
              ...overPoints,
              ...overRuns,
              'artifact',
              'artifact-age',
              'score',
              'score-to-beat',
              'evaluated-gain',
              'version-age',
            ),
          },
        ],
        ['experiment', { type: optional(Text) }],
        ['metric', { type: optional(Text) }],
        ['artifact', { type: optional(Text) }],
        ['version', { type: optional(ModelVersion) }],
        ['than', { type: optional(ModelVersion) }],
        ['direction', { type: optional(Num) }],
      ]),
    },
  ],
  [
    'prometheus',
    {
      platform: 'metrics',
      permits: [],
      fields: new Map<string, SourceField>([
        ['query', { type: Text }],
        ['unit', { unit: true }],
      ]),
    },
  ],
  [
    'kubernetes',
    {
      permits: [{ group: 'apps', resource: 'deployments', verbs: ['get'] }],
      fields: new Map<string, SourceField>([
        ['of', { type: Served }],
        ['take', { type: word('Take', 'ready-replicas', 'desired-replicas', 'unavailable-replicas', 'share') }],
      ]),
    },
  ],
  [
    'http',
    {
      custom: true,
      permits: [],
      fields: new Map<string, SourceField>([
        ['endpoint', { type: Endpoint }],
        ['timeout', { type: optional(Duration) }],
      ]),
    },
  ],
]);

/** How long a custom source may take, in seconds, where its record says so. */
export function timeoutOf(fields: ReadonlyMap<string, Term>): number | undefined {
  const timeout = fields.get('timeout');
  return timeout?.op === 'constant' && typeof timeout.value === 'number' ? timeout.value : undefined;
}

/** What can do an action of the user's own. */
export const actionSources: readonly string[] = [...sources].flatMap(([name, { custom }]) => (custom ? [name] : []));
