import type { Chance } from './chance.ts';

/** Something that happens, so many ms after what happened before; instants and ids follow when it is played. */
export type Happening = { readonly after: number } &
  /** A look at the clock; `late`: that long after the instant that was asked for. */
  (
    | { readonly kind: 'clock'; readonly late?: number }
    | {
        readonly kind: 'call';
        readonly receiver: number;
        readonly caller: number;
        readonly id: number;
        readonly given: number;
      }
    | { readonly kind: 'change'; readonly subject: number; readonly state: number; readonly also: boolean }
    /** One effect is answered; `chance`: how, `down`: which share of sensors cannot be read. */
    | { readonly kind: 'answer'; readonly which: number; readonly chance: number; readonly down: number }
    /** All are, until nothing is asked any more. */
    | { readonly kind: 'settle'; readonly chance: number; readonly down: number }
    /** An answer comes once more, or after what asked is over. */
    | { readonly kind: 'repeat'; readonly which: number; readonly chance: number }
    /** Several calls at one instant; seldom more than may wait. */
    | { readonly kind: 'calls'; readonly count: number }
    | { readonly kind: 'upgrade'; readonly which: number }
    /** `which`: of the strategies, the agent as a whole, and one that is not there. */
    | { readonly kind: 'pause'; readonly which: number; readonly paused: boolean }
    | { readonly kind: 'back'; readonly by: number }
  );

const SECOND = 1000;

export function history(chance: Chance, upgrades: number): Happening[] {
  const weather: Weather = {
    calm: chance.odds(0.65),
    back: chance.odds(0.1),
    down: chance.odds(0.2) ? 0.5 : 0.1,
    upgrading: upgrades === 0 ? 0 : chance.odds(0.15) ? 0.12 : 0.01,
    upgrades,
    pausing: chance.odds(0.2) ? 0.2 : 0,
  };
  const length = 8 + chance.int(25);
  return Array.from({ length }, () => happening(chance, weather));
}

/** What a history is like as a whole. */
interface Weather {
  /** All that is asked is answered, most of the time. */
  readonly calm: boolean;
  readonly back: boolean;
  /** The share of sensors that cannot be read: where it is great, several looks in a row do not know. */
  readonly down: number;
  /** The share of upgrades in what happens, and among how many is chosen. */
  readonly upgrading: number;
  readonly upgrades: number;
  /** The share of pauses, and of going on after them, in what happens. */
  readonly pausing: number;
}

function happening(chance: Chance, { calm, back, down, upgrading, upgrades, pausing }: Weather): Happening {
  const after = afterOf(chance);
  const seed = chance.int(1e9);
  if (chance.odds(upgrading)) return { kind: 'upgrade', after, which: chance.int(upgrades) };
  if (chance.odds(pausing)) return { kind: 'pause', after, which: chance.int(1000), paused: chance.odds(0.55) };
  const kind = chance.int(100);
  if (kind < 42)
    return chance.odds(0.75) ? { kind: 'clock', after: 0, late: lateOf(chance) } : { kind: 'clock', after };
  if (kind < 52) {
    const [receiver, caller] = [chance.int(1000), chance.int(2)];
    return { kind: 'call', after, receiver, caller, id: chance.int(4), given: chance.int(8) };
  }
  if (kind < 60)
    return { kind: 'change', after, subject: chance.int(1000), state: chance.int(2), also: chance.odds(0.4) };
  if (kind < 65) return { kind: 'repeat', after, which: seed, chance: chance.int(1e9) };
  if (kind === 65 && back) return { kind: 'back', after: 0, by: chance.pick([30, 60, 300, 3600]) * SECOND };
  if (kind === 66) return { kind: 'calls', after, count: chance.odds(0.02) ? 99 + chance.int(5) : 2 };
  return calm || chance.odds(0.3)
    ? { kind: 'settle', after: chance.odds(0.6) ? 0 : after, chance: seed, down }
    : { kind: 'answer', after, which: chance.int(1e6), chance: seed, down };
}

const afterOf = (chance: Chance): number => {
  const kind = chance.int(10);
  if (kind < 5) return 0;
  if (kind < 7) return chance.int(20) * SECOND;
  return kind < 9 ? chance.pick([30, 60, 120]) * SECOND : chance.int(600) * SECOND;
};

const lateOf = (chance: Chance): number => {
  const kind = chance.int(10);
  if (kind < 6) return 0;
  return kind < 9 ? chance.int(90) * SECOND : chance.int(1200) * SECOND;
};
