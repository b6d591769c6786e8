/** Exponents of the base units. `1/s` has time -1; a plain number has none. */
export interface Dimension {
  readonly time: number;
  readonly bytes: number;
}

export type ScalarName =
  | 'Bool'
  | 'String'
  | 'Path'
  | 'Time'
  | 'Image'
  | 'Secret'
  | 'Config'
  | 'Claim'
  | 'Model'
  | 'ModelVersion'
  | 'Dataset'
  | 'Batch'
  | 'Online'
  /** A canary or a shadow of an online workflow. */
  | 'Variant'
  /** An online workflow or a variant of one. */
  | 'Served'
  /** Any of these four. */
  | 'Workflow'
  | 'Agent'
  | 'Endpoint'
  /** Of whichever unit. */
  | 'Quantity';

export type Type =
  /** What a mistake leaves: it fits everywhere, so that one mistake gives one message. */
  | { readonly kind: 'invalid' }
  | { readonly kind: 'none' }
  | { readonly kind: 'scalar'; readonly name: ScalarName }
  | { readonly kind: 'quantity'; readonly name: QuantityName; readonly dimension: Dimension }
  /** One of some words, as `production` or `hosts`; without words any name will do. */
  | { readonly kind: 'word'; readonly name: string; readonly words?: readonly string[] }
  | { readonly kind: 'list'; readonly of: Type }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, Type> }
  | { readonly kind: 'optional'; readonly of: Type };

/** `Derived` is the result of arithmetic that has no name, as bytes per second. */
export type QuantityName = 'Int' | 'Number' | 'Ratio' | 'Count' | 'Cpu' | 'Duration' | 'Rate' | 'Bytes' | 'Derived';

const plain: Dimension = { time: 0, bytes: 0 };
const quantity = (name: QuantityName, dimension: Dimension): Type => ({ kind: 'quantity', name, dimension });
const scalar = (name: ScalarName): Type => ({ kind: 'scalar', name });

export const invalid: Type = { kind: 'invalid' };
export const none: Type = { kind: 'none' };
export const Bool = scalar('Bool');
export const Text = scalar('String');
export const Path = scalar('Path');
export const Time = scalar('Time');
export const Secret = scalar('Secret');
export const Config = scalar('Config');
export const Claim = scalar('Claim');
export const Model = scalar('Model');
export const ModelVersion = scalar('ModelVersion');
export const Dataset = scalar('Dataset');
export const Batch = scalar('Batch');
export const Online = scalar('Online');
export const Variant = scalar('Variant');
export const Served = scalar('Served');
export const Workflow = scalar('Workflow');
export const Agent = scalar('Agent');
/** Nothing but the record of a source takes one, so no source can name the type. */
export const Endpoint = scalar('Endpoint');
export const Quantity = scalar('Quantity');
export const Int = quantity('Int', plain);
export const Num = quantity('Number', plain);
export const Ratio = quantity('Ratio', plain);
export const Count = quantity('Count', plain);
export const Cpu = quantity('Cpu', plain);
export const Duration = quantity('Duration', { time: 1, bytes: 0 });
export const Rate = quantity('Rate', { time: -1, bytes: 0 });
export const Bytes = quantity('Bytes', { time: 0, bytes: 1 });

export const Across: Type = { kind: 'word', name: 'Across', words: ['hosts', 'zones'] };
export const Protocol: Type = { kind: 'word', name: 'Protocol', words: ['seldon', 'tensorflow', 'v2'] };
/** What a platform is for. */
export const Profile: Type = { kind: 'word', name: 'Profile', words: ['development', 'production'] };
/** What a taint does to pods that do not bear it. */
export const TolerationEffect: Type = {
  kind: 'word',
  name: 'Effect',
  words: ['no-schedule', 'prefer-no-schedule', 'no-execute'],
};

/** The types that a source can name. A list is written `List<T>`. */
export const namedTypes: ReadonlyMap<string, Type> = new Map<string, Type>([
  ['Bool', Bool],
  ['Int', Int],
  ['Number', Num],
  ['String', Text],
  ['Path', Path],
  ['Duration', Duration],
  ['Time', Time],
  ['Bytes', Bytes],
  ['Cpu', Cpu],
  ['Ratio', Ratio],
  ['Rate', Rate],
  ['Count', Count],
  ['Quantity', Quantity],
  ['Model', Model],
  ['ModelVersion', ModelVersion],
  ['Dataset', Dataset],
  ['Image', scalar('Image')],
  ['Secret', Secret],
  ['Batch', Batch],
  ['Online', Online],
  ['Variant', Variant],
  ['Served', Served],
  ['Workflow', Workflow],
  ['Agent', Agent],
  ['Alias', { kind: 'word', name: 'Alias' }],
  ['Executor', { kind: 'word', name: 'Executor' }],
  ['Service', { kind: 'word', name: 'Service' }],
  ['Across', Across],
]);

export const optional = (of: Type): Type =>
  of.kind === 'optional' || of.kind === 'invalid' ? of : { kind: 'optional', of };
export const record = (fields: Readonly<Record<string, Type>>): Type => ({
  kind: 'record',
  fields: new Map(Object.entries(fields)),
});
export const list = (of: Type): Type => ({ kind: 'list', of });

/** The name of a type as a user would write it. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case 'invalid':
      return 'unknown';
    case 'none':
      return 'none';
    case 'scalar':
    case 'word':
      return type.name;
    case 'quantity':
      return type.name === 'Derived' ? `quantity in ${unitName(type.dimension)}` : type.name;
    case 'list':
      return `List<${typeName(type.of)}>`;
    case 'record':
      return `{ ${[...type.fields].map(([name, of]) => `${name}: ${typeName(of)}`).join(', ')} }`;
    case 'optional':
      return `${typeName(type.of)}?`;
  }
}

/** `s`, `1/s`, `bytes/s`, `1`. */
export function unitName(dimension: Dimension): string {
  const powers: [string, number][] = [
    ['bytes', dimension.bytes],
    ['s', dimension.time],
  ];
  const power = (unit: string, exponent: number): string => (exponent === 1 ? unit : `${unit}^${exponent}`);
  const above = powers.filter(([, exponent]) => exponent > 0).map(([unit, exponent]) => power(unit, exponent));
  const below = powers.filter(([, exponent]) => exponent < 0).map(([unit, exponent]) => power(unit, -exponent));
  return [above.join('*') || '1', ...below].join('/');
}

export const sameDimension = (a: Dimension, b: Dimension): boolean => a.time === b.time && a.bytes === b.bytes;

const combine = (a: Dimension, b: Dimension, sign: 1 | -1): Dimension => ({
  time: a.time + sign * b.time,
  bytes: a.bytes + sign * b.bytes,
});

/** The type of a product (`sign` 1) or quotient (`sign` -1) of two quantities. */
export function productType(
  left: Extract<Type, { kind: 'quantity' }>,
  right: Extract<Type, { kind: 'quantity' }>,
  sign: 1 | -1,
): Type {
  const dimension = combine(left.dimension, right.dimension, sign);
  if (sameDimension(dimension, plain)) {
    if (sign === -1) return left.name === 'Ratio' && right.name !== 'Ratio' ? Ratio : Num;
    if (left.name === 'Int' && right.name === 'Int') return Int;
    return left.name === 'Ratio' && right.name === 'Ratio' ? Ratio : Num;
  }
  for (const named of [Duration, Rate, Bytes]) {
    if (named.kind === 'quantity' && sameDimension(named.dimension, dimension)) return named;
  }
  return { kind: 'quantity', name: 'Derived', dimension };
}

/** The type of a sum or difference; both have the same dimension. */
export function sumType(left: Extract<Type, { kind: 'quantity' }>, right: Extract<Type, { kind: 'quantity' }>): Type {
  return left.name === right.name ? left : left.name === 'Int' ? right : right.name === 'Int' ? left : Num;
}

/** Quantities without a dimension that stand in for each other: a whole number is a count, a ratio is a number. */
const widenings: Readonly<Partial<Record<QuantityName, readonly QuantityName[]>>> = {
  Int: ['Number', 'Count', 'Cpu'],
  Number: ['Cpu', 'Ratio'],
  Ratio: ['Number'],
  Count: ['Number', 'Int'],
  Cpu: ['Number'],
};

const widerThan: Readonly<Partial<Record<ScalarName, readonly ScalarName[]>>> = {
  Batch: ['Workflow'],
  Served: ['Workflow'],
  Online: ['Served', 'Workflow'],
  Variant: ['Served', 'Workflow'],
};

/** Whether a value of one type may stand where another is expected. */
export function assignable(from: Type, to: Type): boolean {
  if (from.kind === 'invalid' || to.kind === 'invalid') return true;
  if (to.kind === 'optional')
    return from.kind === 'none' || assignable(from.kind === 'optional' ? from.of : from, to.of);
  switch (from.kind) {
    case 'none':
    case 'optional':
      return false;
    case 'scalar':
      if (to.kind !== 'scalar') return false;
      if (from.name === to.name) return true;
      if (widerThan[from.name]?.includes(to.name)) return true;
      return isTextual(from.name) && isTextual(to.name);
    case 'quantity':
      if (to.kind !== 'quantity') return to === Quantity;
      return from.name === to.name
        ? sameDimension(from.dimension, to.dimension)
        : (widenings[from.name]?.includes(to.name) ?? false);
    case 'word':
      return to.kind === 'word' && to.name === from.name;
    case 'list':
      return to.kind === 'list' && assignable(from.of, to.of);
    case 'record':
      if (to.kind !== 'record') return false;
      for (const [name, type] of to.fields) {
        const own = from.fields.get(name);
        if (own ? !assignable(own, type) : type.kind !== 'optional') return false;
      }
      return [...from.fields.keys()].every((name) => to.fields.has(name));
  }
}

const isTextual = (name: ScalarName): boolean => name === 'String' || name === 'Path' || name === 'Image';

/** Fields that values of a type have, as `data.run`. */
export function fieldsOf(type: Type): ReadonlyMap<string, Type> {
  if (type.kind === 'record') return type.fields;
  if (type.kind === 'optional') return fieldsOf(type.of);
  return type.kind === 'scalar' ? (scalarFields[type.name] ?? new Map<string, Type>()) : new Map<string, Type>();
}

/** `src/target/lower/workflow-fields.ts` says what each of these is. */
const workflowFields: readonly (readonly [string, Type])[] = [
  ['name', Text],
  ['namespace', Text],
  ['pods', Text],
];
const servedFields: ReadonlyMap<string, Type> = new Map([
  ...workflowFields,
  ['deployment', Text],
  ['destination', Text],
  ['seldon', Text],
  ['kserve', Text],
]);

const scalarFields: Readonly<Partial<Record<ScalarName, ReadonlyMap<string, Type>>>> = {
  Model: new Map([
    ['name', Text],
    ['better', Text],
    // 1 where more of that metric is better, -1 where less is.
    ['direction', Num],
  ]),
  ModelVersion: new Map([
    ['name', Text],
    ['version', Text],
    ['uri', Text],
    ['model', Model],
  ]),
  Dataset: new Map([
    ['run', Text],
    ['path', Text],
    ['uri', Text],
  ]),
  Batch: new Map([...workflowFields, ['runs', Text]]),
  Online: servedFields,
  Variant: servedFields,
  Served: servedFields,
  Workflow: new Map(workflowFields),
};
