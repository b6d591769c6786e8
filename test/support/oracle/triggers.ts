import type { Draw } from './random.ts';

/** What a trigger is made of; each program is of one kind. */
export const triggerKinds = [
  /** Intervals, instants and patterns, and what joins them. */
  'schedules',
  /** With calls and changes. */
  'events',
  /** Joined by `and … within`. */
  'within',
  /** More alternatives than 64 of an `and`. */
  'many ways of and',
] as const;

export type TriggerKind = (typeof triggerKinds)[number];

/** A trigger as it is written, and its parts, to be enumerated. */
export interface Drawn {
  readonly text: string;
  readonly parts:
    | { readonly kind: 'schedule'; readonly fires: (minute: number) => boolean }
    | { readonly kind: 'event'; readonly events: readonly string[] }
    | { readonly kind: 'any' | 'all' | 'within'; readonly of: readonly Drawn[] };
}

/** Triggers are enumerated by the minute, from this instant on. */
export const START: number = Date.UTC(2026, 11, 1);
export const MINUTES = 400 * 1440;

const instant = (minute: number): string => new Date(START + minute * 60_000).toISOString().replace(':00.000Z', 'Z');

function every(draw: Draw): Drawn {
  const minutes = draw.one([3, 20, 30, 45, 60, 90, 2160, 1440, 10_080]);
  const from = draw.one([0, 0, 10, 30, 60, 1500]);
  const until = draw.chance(0.3) ? from + draw.one([0, 50, 600, 4000]) : undefined;
  const end = until === undefined ? '' : ` until "${instant(until)}"`;
  return {
    text: `every ${String(minutes)}m from "${instant(from)}"${end}`,
    parts: {
      kind: 'schedule',
      fires: (minute) => minute >= from && (until === undefined || minute <= until) && (minute - from) % minutes === 0,
    },
  };
}

function at(draw: Draw): Drawn {
  const due = draw.one([0, 60, 120, 1440, 1505]);
  return { text: `at "${instant(due)}"`, parts: { kind: 'schedule', fires: (minute) => minute === due } };
}

/** By Date alone: minutes and hours of a day, a date of a month, a weekday. */
function cron(draw: Draw): Drawn {
  const minute = draw.one(['0', '30', '*/20', '*', '10']);
  const hour = draw.one(['*', '0', '2', '*/6', '1']);
  const [date, weekday] = draw.one([
    ['*', '*'],
    ['*', '*'],
    ['2', '*'],
    ['*', '1'],
    ['*', '0'],
    ['31', '*'],
  ] as const);
  const matches = (field: string, value: number): boolean =>
    field === '*' || (field.startsWith('*/') ? value % Number(field.slice(2)) === 0 : Number(field) === value);
  return {
    text: `cron "${minute} ${hour} ${date} * ${weekday}"`,
    parts: {
      kind: 'schedule',
      fires: (index) => {
        const time = new Date(START + index * 60_000);
        return (
          matches(minute, time.getUTCMinutes()) &&
          matches(hour, time.getUTCHours()) &&
          matches(date, time.getUTCDate()) &&
          matches(weekday, time.getUTCDay())
        );
      },
    },
  };
}

const schedule = (draw: Draw): Drawn => draw.one([every, every, cron, at])(draw);

const event = (draw: Draw): Drawn => {
  const [text, events] = draw.one<readonly [string, readonly string[]]>([
    ['called go()', ['go']],
    ['called stop()', ['stop']],
    ['on train.succeeded', ['succeeded']],
    ['on train.failed', ['failed']],
    ['on train.ended', ['succeeded', 'failed']],
    ['on other.succeeded', ['other']],
  ]);
  return { text, parts: { kind: 'event', events } };
};

function joined(kind: 'any' | 'all' | 'within', of: readonly Drawn[]): Drawn {
  const text = of.map((each) => `(${each.text})`).join(kind === 'any' ? ' or ' : ' and ');
  return { text: kind === 'within' ? `${text} within 5m` : text, parts: { kind, of } };
}

const some = (draw: Draw, count: number, of: (draw: Draw) => Drawn): readonly Drawn[] =>
  Array.from({ length: count }, () => of(draw));

export function triggerOf(draw: Draw, kind: TriggerKind): Drawn {
  switch (kind) {
    case 'schedules':
      return draw.one([
        schedule,
        schedule,
        () => joined('any', some(draw, 2, schedule)),
        () => joined('all', some(draw, 2, schedule)),
        () => joined('all', [schedule(draw), joined('any', some(draw, 2, schedule))]),
      ])(draw);
    case 'events':
      return draw.one([event, event, schedule, () => joined('any', [event(draw), schedule(draw)])])(draw);
    case 'within':
      return draw.one([
        event,
        schedule,
        () => joined('within', [event(draw), schedule(draw)]),
        () => joined('within', some(draw, 2, event)),
        () => joined('any', [joined('within', [event(draw), schedule(draw)]), event(draw)]),
      ])(draw);
    case 'many ways of and':
      return draw.chance(0.6)
        ? joined('all', [joined('any', some(draw, 9, schedule)), joined('any', some(draw, 9, schedule))])
        : schedule(draw);
  }
}

const known = new Map<string, Uint32Array>();

function bitsOf(text: string, fires: (minute: number) => boolean): Uint32Array {
  const bits = known.get(text) ?? new Uint32Array(MINUTES / 32);
  if (!known.has(text))
    for (let minute = 0; minute < MINUTES; minute += 1)
      if (fires(minute)) bits[minute >> 5] = (bits[minute >> 5] ?? 0) | (1 << (minute & 31));
  known.set(text, bits);
  return bits;
}

/** The minutes at which the schedules of a trigger set it off, as bits; within a span each of them may be the last. */
export function minutesOf({ text, parts }: Drawn): Uint32Array {
  if (parts.kind === 'schedule') return bitsOf(text, parts.fires);
  if (parts.kind === 'event') return new Uint32Array(MINUTES / 32);
  const [first = new Uint32Array(MINUTES / 32), ...others] = parts.of.map(minutesOf);
  const isAll = parts.kind === 'all';
  return first.map((word, index) =>
    others.reduce((all, each) => (isAll ? all & (each[index] ?? 0) : all | (each[index] ?? 0)), word),
  );
}

/** The events that set it off. */
export const eventsOf = ({ parts }: Drawn): readonly string[] =>
  parts.kind === 'event' ? parts.events : parts.kind === 'schedule' ? [] : parts.of.flatMap(eventsOf);
