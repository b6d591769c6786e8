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

export const isZone = (zone: string): boolean => formatterOf(zone) !== undefined;

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
