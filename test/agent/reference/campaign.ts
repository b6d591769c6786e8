import { chanceOf } from './chance.ts';
import { history, type Happening } from './histories.ts';
import { Player, type Difference, type Played } from './play.ts';
import { program, START, type Program } from './programs.ts';
import type { ActionNode, StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';

/** How many histories are played to one program. */
const EACH = 10;

export interface Found {
  readonly seed: number;
  readonly program: Program;
  readonly happenings: readonly Happening[];
  readonly difference: Difference;
}

/** Plays `count` histories, each of a seed of its own from `seed` on, and gives the differences that were found. */
export function campaign(
  count: number,
  seed: number,
  most = 1,
  seen: (program: Program, played: Played) => void = () => undefined,
): Found[] {
  const found: Found[] = [];
  for (let index = 0; index < count && found.length < most; index += EACH) {
    const random = program(chanceOf(seed + index));
    for (let each = index; each < Math.min(index + EACH, count); each += 1) {
      const happenings = history(chanceOf(-1 - seed - each), random.upgrades.length);
      const result = new Player(random).play(happenings);
      if ('what' in result) {
        found.push(shrunk({ seed: seed + each, program: random, happenings, difference: result }));
        break;
      }
      seen(random, result);
    }
  }
  return found;
}

/** The same difference with less: happenings are left out one by one, and parts of the program. */
function shrunk(found: Found): Found {
  let smallest = found;
  for (let again = true; again;) {
    again = false;
    for (const smaller of [...fewerHappenings(smallest), ...smallerPrograms(smallest)]) {
      const result = new Player(smaller.program).play(smaller.happenings);
      if (!('what' in result) || result.what !== found.difference.what) continue;
      smallest = { ...smaller, difference: result };
      again = true;
      break;
    }
  }
  return smallest;
}

function fewerHappenings(found: Found): Found[] {
  const { happenings } = found;
  const without = [...happenings.keys()].reverse().map((place) => happenings.filter((_, index) => index !== place));
  return without.map((fewer) => ({ ...found, happenings: fewer }));
}

const OPTIONAL = [
  'yieldsTo',
  'heldSeconds',
  'cooldownSeconds',
  'cooldownPer',
  'limit',
  'priority',
  'timeoutSeconds',
  'approval',
  'dryRun',
  'otherwise',
  'whenUnknown',
  'onFailure',
  'constraint',
] as const;

function smallerPrograms(found: Found): Found[] {
  const { graph, upgrades } = found.program;
  const of = (strategies: typeof graph.strategies): Found => {
    const smaller = { ...graph, strategies };
    return { ...found, program: { graph: smaller, upgrades: [smaller, ...upgrades.slice(1)] } };
  };
  const changes = graph.strategies.flatMap((node, place) => {
    const put = (changed: typeof node): Found =>
      of(graph.strategies.map((each, index) => (index === place ? changed : each)));
    // Who goes before has the larger priority.
    const needed = { constraint: 'heldSeconds', priority: 'yieldsTo' } as Readonly<Record<string, string>>;
    const isNeeded = (field: string): boolean => graph.strategies.some((each) => (needed[field] ?? '') in each);
    const fields = OPTIONAL.filter((field) => field in node && !isNeeded(field));
    const bare = fields.map((field) =>
      put(Object.fromEntries(Object.entries(node).filter(([name]) => name !== field)) as typeof node),
    );
    const fewer = node.actions.length > 1 ? node.actions.map((action) => put({ ...node, actions: [action] })) : [];
    const parts = 'triggers' in node.trigger ? node.trigger.triggers.map((trigger) => put({ ...node, trigger })) : [];
    return [...bare, ...fewer, ...parts];
  });
  return [...graph.strategies.map((gone) => of(graph.strategies.filter((each) => each !== gone))), ...changes];
}

/** The program and the history of a difference, for people. */
export function told({ seed, program: { graph }, difference }: Found): string {
  const minutes = (at: number): string => ((at - START) / 60_000).toFixed(3).replace(/\.?0+$/, '');
  const short = (line: string): string => line.replace(/\b1[78]\d{11}\b/g, (at) => minutes(Number(at)));
  const events = difference.events.map(({ at, ...event }) =>
    'to' in event
      ? [`  ${minutes(at)} upgrade, budget ${JSON.stringify(event.to.budget)}`, ...strategiesOf(event.to)].join('\n')
      : `  ${minutes(at)} ${JSON.stringify(event)}`,
  );
  return [
    `seed ${seed}: ${difference.what} differs`,
    ...(graph.budget ? [`  budget ${JSON.stringify(graph.budget)}`] : []),
    ...strategiesOf(graph),
    ...events,
    '  told so far:',
    ...difference.told.map((each) => short(`    ${JSON.stringify(each)}`)),
    '  reference:',
    ...difference.reference.map((each) => short(`    ${each}`)),
    '  engine:',
    ...difference.engine.map((each) => short(`    ${each}`)),
  ].join('\n');
}

/** Of a graph what is not the same in all of them. */
const strategiesOf = ({ strategies }: StrategyGraph): string[] =>
  strategies.map((node) => {
    const { name, trigger, constraint, actions, origin: _, ...rest } = node;
    const more = Object.entries(rest).map(
      ([field, value]) => `${field} ${isActions(value) ? textsOf(value) : JSON.stringify(value)}`,
    );
    const condition = constraint ? ` IF ${constraint.text}` : '';
    return `  ${name}: WHEN ${trigger.text}${condition} THEN ${textsOf(actions)}; ${more.join('; ')}`;
  });

const isActions = (value: unknown): value is readonly ActionNode[] =>
  Array.isArray(value) && typeof value[0] === 'object';
const textsOf = (actions: readonly ActionNode[]): string =>
  `{ ${actions.map((each) => (each.kind === 'parallel' ? `parallel ${textsOf(each.actions)}` : each.text)).join(', ')} }`;
