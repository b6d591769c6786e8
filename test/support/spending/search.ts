import { chanceOf } from '../../agent/reference/chance.ts';
import { countedKinds, type CountedKind } from '../../../src/contract/primitives/budget-kinds.ts';
import type { Agent } from '../../../src/language/model/model.ts';
import { allowed, mostOf } from '../../../src/language/reason/spending.ts';
import { compileTexts } from '../marked.ts';
import { mostWithin, play, type Done } from './play.ts';
import { spendingProgram } from './programs.ts';

/** Seconds. */
const DAY = 86_400;

/** How one kind came out in one program, in the costliest of its plays. */
export interface Searched {
  readonly seed: number;
  readonly text: string;
  readonly kind: CountedKind;
  readonly what: string;
  readonly bound: number;
  readonly found: number;
}

/** Plays so many worlds to each of some programs, and gives the most that was found beside each bound. */
export function search(programs: number, plays: number, seed: number): Searched[] {
  return Array.from({ length: programs }, (_, index) => searchOne(seed + index, plays)).flat();
}

function searchOne(seed: number, plays: number): Searched[] {
  const { text, isPrompt } = spendingProgram(chanceOf(seed));
  const { model, plan } = compileTexts(text);
  const graph = plan?.teams[0]?.agents[0]?.graph;
  const agent = model.applications[0]?.agents[0];
  // What can never act is refused.
  if (!graph || !agent) return [];
  const played = Array.from({ length: plays }, (_, index) => play(graph, chanceOf(-1 - 100 * seed - index)));
  return countedKinds.flatMap((kind) =>
    boundsOf(agent, kind, isPrompt).map(({ what, bound, seconds, instantOf, answered }) => {
      const counted = played
        .filter(({ isAnswered }) => isAnswered || !answered)
        .map(({ done }) => done.filter((each) => each.kind === kind).map(instantOf));
      const found = Math.max(0, ...counted.map((instants) => mostWithin(instants, seconds * 1000)));
      return { seed, text, kind, what, bound, found };
    }),
  );
}

interface Bound {
  readonly what: string;
  readonly bound: number;
  readonly seconds: number;
  readonly instantOf: (done: Done) => number;
  /** Only where all is answered at once. */
  readonly answered?: true;
}

function boundsOf(agent: Agent, kind: CountedKind, isPrompt: boolean): Bound[] {
  const { most } = mostOf(agent, kind, DAY);
  const budget = allowed(agent, kind, DAY);
  const allowance = agent.budget[kind];
  const bounds: Bound[] = [
    { what: 'strategies a day', bound: most, seconds: DAY, instantOf: ({ event }) => event },
    { what: 'budget a day', bound: budget, seconds: DAY, instantOf: ({ counted }) => counted },
    ...(allowance
      ? [
          {
            what: 'budget',
            bound: allowance.count,
            seconds: allowance.seconds,
            instantOf: ({ counted }: Done) => counted,
          },
        ]
      : []),
    // Nothing lies between event and action: it is what happens in a day.
    ...(isPrompt
      ? [
          {
            what: 'a day',
            bound: Math.min(most, budget),
            seconds: DAY,
            instantOf: ({ asked }: Done) => asked,
            answered: true as const,
          },
        ]
      : []),
  ];
  return bounds.filter(({ bound }) => bound < Infinity);
}

export const exceeds = ({ found, bound }: Searched): boolean => found > bound;

export const toldOf = ({ seed, text, kind, what, bound, found }: Searched): string =>
  `seed ${String(seed)}: ${String(found)} ${kind}, and the bound of ${what} is ${String(bound)}\n${text.slice(text.indexOf('agent spender'))}`;
