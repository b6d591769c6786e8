import type { Draw } from './random.ts';
import { START } from './triggers.ts';

/** How strategies that give one field opposite values come to look and to wait; each program is of one kind. */
export const turnKinds = [
  /** Two strategies of one agent, whose limits have room, touch or overlap. */
  'one agent',
  /** Of two agents, which begin at different instants. */
  'two agents',
  /** THEN and ELSE of one strategy, and what it does where it does not know. */
  'branches',
  /** Three values. */
  'ladders',
  /** Set off by changes of what runs, alone or beside intervals. */
  'events',
  /** By calls of an agent that does what others ask for. */
  'calls',
] as const;

export type TurnKind = (typeof turnKinds)[number];

/** Strategies that turn the smallest number of replicas of a workflow. */
export interface Program {
  /** The agents, with names that end in the number of the program. */
  readonly text: string;
  readonly workflow: string;
  /** For each value that the field gets, readings of `x` that lead there. */
  readonly favours: ReadonlyMap<number, number | undefined>;
  /** By the name of a strategy, the value that it is for. */
  readonly goals: ReadonlyMap<string, number>;
  readonly hasEvents: boolean;
}

const [HIGH, LOW, MIDDLE] = [5, 1, 3];

const seconds = (count: number): string => `${String(count)}s`;

interface Pace {
  readonly when: string;
  /** Seconds between two looks at least, with the jitter. */
  readonly period: number;
}

function pace(draw: Draw, events: string | undefined): Pace {
  if (events !== undefined && draw.chance(0.6)) return { when: `on ${events}`, period: 60 };
  const period = draw.one([20, 30, 60, 60, 90, 120, 300]);
  const from = draw.chance(0.3)
    ? ` from "${new Date(START + draw.one([0, 10, 30, 45]) * 1000).toISOString().replace('.000Z', 'Z')}"`
    : '';
  const jitter = draw.chance(0.2) ? draw.one([5, 15]) : 0;
  const every = `every ${seconds(period)}${from}${jitter > 0 ? ` jitter ${seconds(jitter)}` : ''}`;
  const minutes = draw.one([1, 2, 5]);
  if (draw.chance(0.15)) return { when: `cron "*/${String(minutes)} * * * *"`, period: minutes * 60 };
  return {
    when: events !== undefined && draw.chance(0.3) ? `${every} or on ${events}` : every,
    period: period + jitter,
  };
}

function modifiers(draw: Draw, priority = ''): string {
  const cooldown = draw.chance(0.4) ? `cooldown ${seconds(draw.one([1, 25, 60, 90, 200, 600, 1500]))} ` : '';
  const limit = draw.chance(0.25)
    ? `limit ${String(draw.one([1, 2, 3]))} per ${seconds(draw.one([100, 600, 1800]))} `
    : '';
  const approval = draw.chance(0.1) ? 'approval by "ml" ' : '';
  return `${priority}${cooldown}${limit}${approval}`;
}

const held = (draw: Draw, { period }: Pace): string =>
  draw.chance(0.5) ? ` for ${seconds(period * draw.one([1, 2, 3, 5]))}` : '';

/** Texts of the limits, and readings beyond them. */
function limitsOf(draw: Draw): { readonly high: string; readonly low: string; readonly overlap: boolean } {
  const [low, overlap] = draw.one<readonly [string, boolean]>([
    ['x <= 5', false],
    ['x < 5', false],
    ['x < 2', false],
    ['x < 2 and y < 1', false],
    ['x < 7', true],
  ]);
  return { high: 'x > 5', low, overlap };
}

/** One program, and what leads to each of its values. */
export function programOf(draw: Draw, kind: TurnKind, number: number): Program {
  const id = String(number);
  const workflow = `serve-${id}`;
  const set = (value: number): string => `updateWorkflowReplica(${workflow}, minimum: ${String(value)})`;
  const up = `up-${id}`;
  const down = `down-${id}`;
  const base = { workflow, hasEvents: kind === 'events' };
  const goals = new Map([
    [up, HIGH],
    [down, LOW],
  ]);
  const favours = new Map<number, number | undefined>([
    [HIGH, 8],
    [LOW, 0],
  ]);
  const events = kind === 'events' ? [`${workflow}.available`, `${workflow}.unavailable`] : [];
  const [one, same] = [pace(draw, events[0]), draw.chance(0.5)];
  const other = same && kind !== 'events' ? one : pace(draw, events[1]);
  const { high, low, overlap } = limitsOf(draw);
  const guard = draw.chance(0.2);
  const strategy = (
    name: string,
    { when }: Pace,
    extra: string,
    constraint: string,
    value: number,
    rest = '',
  ): string => {
    const isUp = value === HIGH;
    const asked = guard ? `s == ${isUp ? '0' : '1'} and ${constraint}` : constraint;
    const then = guard ? `{ ${set(value)} set s = ${isUp ? '1' : '0'} }` : set(value);
    return `strategy ${name} { ${extra}WHEN ${when} IF ${asked} THEN ${then} ${rest}}`;
  };
  const agent = (name: string, ...strategies: readonly string[]): string =>
    `agent ${name}-${id} { state s : Int = 0\n${strategies.join('\n')} }`;
  switch (kind) {
    case 'one agent':
    case 'events': {
      const priority = overlap ? 'priority 10 ' : '';
      const text = agent(
        'a',
        strategy(up, one, modifiers(draw, priority), `${high}${held(draw, one)}`, HIGH),
        strategy(down, other, modifiers(draw), `${low}${held(draw, other)}`, LOW),
      );
      return { ...base, text, goals, favours };
    }
    case 'two agents': {
      const below = overlap ? 'x <= 5' : low;
      const text = [
        agent(
          'a',
          strategy(up, one, modifiers(draw), `${high}${held(draw, one)}`, HIGH).replaceAll(
            /s == \d and |set s = \d/g,
            '',
          ),
        ),
        agent(
          'b',
          strategy(down, other, modifiers(draw), `${below}${held(draw, other)}`, LOW).replaceAll(
            /s == \d and |set s = \d/g,
            '',
          ),
        ),
      ].join('\n');
      return { ...base, text, goals, favours };
    }
    case 'branches': {
      const constraint = draw.one(['x > 5', 'x rises above 6 falls below 2', 'not (x <= 5)']);
      const unknown = draw.chance(0.4) ? `when unknown ${set(MIDDLE)} ` : '';
      const text = `agent a-${id} { strategy ${up} { ${modifiers(draw)}WHEN ${one.when} IF ${constraint}${held(draw, one)} THEN ${set(HIGH)} ELSE ${set(LOW)} ${unknown}} }`;
      return { ...base, text, goals, favours: unknown === '' ? favours : new Map([...favours, [MIDDLE, undefined]]) };
    }
    case 'ladders': {
      const middle = `middle-${id}`;
      const between = draw.chance(0.5) ? other : pace(draw, undefined);
      const text = `agent a-${id} {
strategy ${up} { ${modifiers(draw)}WHEN ${one.when} IF x > 6${held(draw, one)} THEN ${set(HIGH)} }
strategy ${middle} { ${modifiers(draw)}WHEN ${between.when} IF x > 3 and x <= 6${held(draw, between)} THEN ${set(MIDDLE)} }
strategy ${down} { ${modifiers(draw)}WHEN ${other.when} IF x <= 3${held(draw, other)} THEN ${set(LOW)} } }`;
      return {
        ...base,
        text,
        goals: new Map([...goals, [middle, MIDDLE]]),
        favours: new Map([...favours, [MIDDLE, 4]]),
      };
    }
    case 'calls': {
      const text = `agent a-${id} {
strategy ${up} { ${modifiers(draw)}WHEN ${one.when} IF x > 5${held(draw, one)} THEN call b-${id}.up() }
strategy ${down} { ${modifiers(draw)}WHEN ${other.when} IF x < 5${held(draw, other)} THEN call b-${id}.down() } }
agent b-${id} {
strategy u-${id} { ${modifiers(draw)}WHEN called up() THEN ${set(HIGH)} }
strategy d-${id} { ${modifiers(draw)}WHEN called down() THEN ${set(LOW)} } }`;
      return { ...base, text, goals, favours };
    }
  }
}
