const formatters = new Map<string, Intl.DateTimeFormat | undefined>();

/** Milliseconds that local time in a zone is ahead of UTC at an instant; undefined for an unknown zone. */
export function offsetAt(zone: string, instant: number): number | undefined {
  const formatter = formatterOf(zone);
  if (!formatter) return undefined;
  // `GMT+05:30`, or `GMT` for zero; the local mean times of the nineteenth century have seconds too.
  const text = formatter.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const match = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
  if (!match) return undefined;
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}

/**
 * Whether this is the name of a zone. An offset such as +01:00 is taken by Intl too, but knows no change of clocks and is most
 * likely a slip.
 */
export const isZone = (zone: string): boolean => !/^[+-]/.test(zone) && formatterOf(zone) !== undefined;

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formatters.has(zone)) formatters.set(zone, makeFormatter(zone));
  return formatters.get(zone);
}

function makeFormatter(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
}

/** A change of clocks: local time is `before` ahead of UTC until the instant, and `after` from it on. */
export interface ZoneChange {
  readonly instant: number;
  readonly before: number;
  readonly after: number;
}

/** Changes are sought in these years, which hold every rule that is in force. Shorter spells than a step are not seen. */
const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2040, 0, 1);
const STEP = 10 * 86_400_000;
const changes = new Map<string, readonly ZoneChange[]>();

/** The changes of clocks of a zone in the years 2000 to 2039. */
export function changesOf(zone: string): readonly ZoneChange[] {
  const found = changes.get(zone) ?? findChanges(zone);
  changes.set(zone, found);
  return found;
}

function findChanges(zone: string): readonly ZoneChange[] {
  const found: ZoneChange[] = [];
  if (zone === 'UTC') return found;
  let before = offsetAt(zone, FIRST);
  for (let at = FIRST + STEP; at <= LAST; at += STEP) {
    const after = offsetAt(zone, at);
    if (before !== undefined && after !== undefined && after !== before) {
      found.push({ instant: changeBetween(zone, at - STEP, at), before, after });
    }
    before = after;
  }
  return found;
}

/** The instant of the change between two instants of which the first is before it and the second is not. */
export function changeBetween(zone: string, early: number, late: number): number {
  const later = offsetAt(zone, late);
  let [low, high] = [early, late];
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000;
    if (offsetAt(zone, middle) === later) high = middle;
    else low = middle;
  }
  return high;
}

/** The offsets from UTC that a zone has in those years. */
export function offsetsOf(zone: string): readonly number[] {
  const first = offsetAt(zone, FIRST);
  return [...new Set([...(first === undefined ? [] : [first]), ...changesOf(zone).map(({ after }) => after)])];
}
