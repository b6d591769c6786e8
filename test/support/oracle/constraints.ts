import type { Draw } from './random.ts';

/** What a constraint is made of; each program is of one kind. */
export const constraintKinds = [
  /** One reading against numbers: fractions, whole numbers, ratios from 0 to 1, times. */
  'limits',
  /** Two readings against each other, with what is added and times what. */
  'two variables',
  /** One reading on both sides. */
  'both sides',
  /** Whole numbers whose sums and products only whole numbers exclude. */
  'whole numbers',
  /** Two sensors of one endpoint. */
  'one endpoint',
  /** State variables: numbers, truths, texts. */
  'state',
  /** What a call brings. */
  'arguments',
  /** Hysteresis, also with its limits the other way round. */
  'latches',
  /** What stands for the unknown. */
  'defaults',
  /** More alternatives than 64. */
  'many ways',
  /** Of all of them. */
  'mixed',
] as const;

export type ConstraintKind = (typeof constraintKinds)[number];

/** The texts of constraints of one kind, over sensors, state and arguments that `declarations` has. */
export const constraintsOf = (draw: Draw, kind: ConstraintKind, count: number): readonly string[] =>
  Array.from({ length: count }, () => (kind === 'many ways' ? manyWays(draw) : joined(draw, kind)));

/** `from` is a prometheus query or an endpoint; one of each pair stands beside the other. */
const fromQuery = (name: string, type: string, unit = '1'): string =>
  `sensor ${name} : ${type} from prometheus { query: "${name}", unit: ${unit} }`;
const fromEndpoint = (name: string, type: string): string => `sensor ${name} : ${type} from http { endpoint: judge }`;

export const declarations = `endpoint judge : external { at "https://judge.example.org" }
${['x', 'y'].map((name) => fromQuery(name, 'Number')).join('\n')}
${fromQuery('share', 'Ratio is [share]')}
${['late', 'late2'].map((name) => fromQuery(name, 'Duration', '1s')).join('\n')}
${['i', 'j'].map((name) => fromEndpoint(name, 'Int')).join('\n')}
${['drift', 'normal'].map((name) => fromEndpoint(name, 'Number')).join('\n')}
`;

export const stateFields = `state n : Int = 0
state on : Bool = false
state mode : String = "a"`;

const comparisons = ['<', '<=', '>', '>=', '==', '!='] as const;
const numbers = ['0', '1', '2', '0.5'] as const;
const wholes = ['0', '1', '2', '3'] as const;

const compared = (draw: Draw, left: string, right: string): string =>
  draw.chance(0.8) ? `${left} ${draw.one(comparisons)} ${right}` : `${right} ${draw.one(comparisons)} ${left}`;

/** One comparison, or a bare truth. */
function clause(draw: Draw, kind: ConstraintKind): string {
  switch (kind) {
    case 'limits':
      return draw.one([limit, limit, scaledLimit, ratio, duration])(draw);
    case 'two variables':
      return draw.one([pair('x', 'y'), pair('i', 'j'), pair('i', 'x'), limit, whole('i'), durations])(draw);
    case 'both sides':
      return draw.one([bothSides('x', numbers), bothSides('i', wholes), limit, whole('i')])(draw);
    case 'whole numbers':
      return draw.one([whole('i'), wholeSum, wholeSum, fraction])(draw);
    case 'one endpoint':
      return draw.one([pair('drift', 'normal'), limitOf('drift'), limitOf('normal'), whole('i'), whole('j')])(draw);
    case 'state':
      return draw.one([whole('n'), whole('n'), truth, mode, pair('n', 'i')])(draw);
    case 'arguments':
      return draw.one([whole('k'), whole('k'), pair('k', 'i')])(draw);
    case 'latches':
      return draw.one([latch, latch, limit])(draw);
    case 'defaults':
      return draw.one([defaulted, defaulted, limit])(draw);
    default:
      return clause(draw, draw.one(['limits', 'two variables', 'both sides', 'state', 'latches', 'defaults'] as const));
  }
}

const limitOf =
  (name: string) =>
  (draw: Draw): string =>
    compared(draw, name, draw.one(numbers));
const limit = limitOf('x');
const whole =
  (name: string) =>
  (draw: Draw): string =>
    compared(draw, name, draw.one(wholes));
const scaledLimit = (draw: Draw): string =>
  compared(draw, draw.one(['x * 2', 'x * 0.1', '-x', '3 - x', 'x / -2 + 1', 'x / 3 * 3', 'x + x']), draw.one(numbers));
const ratio = (draw: Draw): string => compared(draw, 'share', draw.one(['0%', '50%', '100%', '120%']));
const duration = (draw: Draw): string => compared(draw, 'late', draw.one(['0s', '1s', '1500ms', '2s']));
const durations = (draw: Draw): string => compared(draw, draw.one(['late', 'late + 1s', 'late * 2']), 'late2');
const pair =
  (one: string, other: string) =>
  (draw: Draw): string => {
    const left = draw.one([one, one, `${one} + 1`, `${one} * 2`, `1 - ${one}`, `${one} - ${other}`]);
    return left === `${one} - ${other}` ? compared(draw, left, draw.one(wholes)) : compared(draw, left, other);
  };
const bothSides =
  (name: string, constants: readonly [string, ...string[]]) =>
  (draw: Draw): string => {
    const by = draw.one(constants);
    return compared(draw, draw.one([name, `(${by} + ${name})`, `(${by} - ${name})`, `${name} * ${by}`]), name);
  };
const wholeSum = (draw: Draw): string =>
  draw.one([
    () => compared(draw, 'i * 2', draw.one(['1', '2', '3', 'j * 2'])),
    () => compared(draw, '1 - i', 'i'),
    () => compared(draw, 'i + j', draw.one(wholes)),
    () => compared(draw, 'i * 3', 'j * 3 + 1'),
    () => compared(draw, 'i * 2', 'j * 2 + 1'),
  ])();
const fraction = (draw: Draw): string =>
  compared(draw, draw.one(['i * 0.1', 'i / 2', 'i / 3', 'i / 3 * 3']), draw.one(['0.3', '0.5', '1', '0.2']));
const truth = (draw: Draw): string => draw.one(['on', 'not on', 'on == true', 'on != true']);
const mode = (draw: Draw): string => `mode ${draw.one(['==', '!='])} ${draw.one(['"a"', '"b"'])}`;
const latch = (draw: Draw): string => {
  const [low, high] = draw.one([
    ['1', '2'],
    ['0', '2'],
  ]);
  return draw.chance(0.5) ? `x rises above ${high} falls below ${low}` : `x falls below ${low} rises above ${high}`;
};
const defaulted = (draw: Draw): string =>
  compared(
    draw,
    draw.one(['(x default 1)', '(x default y)', '(x default 1) * 2', '(x default 0) + y']),
    draw.one(numbers),
  );

/** One to three clauses. */
function joined(draw: Draw, kind: ConstraintKind): string {
  let text = clause(draw, kind);
  for (let more = draw.below(3); more > 0; more -= 1)
    text = `(${text}) ${draw.one(['and', 'and', 'or'])} (${clause(draw, kind)})`;
  return draw.chance(0.15) ? `not (${text})` : text;
}

/** Seven to ten clauses of two alternatives each. */
const manyWays = (draw: Draw): string =>
  Array.from(
    { length: 7 + draw.below(4) },
    () => `(${clause(draw, 'limits')} or ${clause(draw, 'whole numbers')})`,
  ).join(' and ');
