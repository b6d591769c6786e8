const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?$/;

/** Reads an instant with its zone into milliseconds since 1970 UTC. A wrong one gives the reason in words. */
export function parseInstant(text: string): number | { readonly reason: string } {
  const match = INSTANT.exec(text);
  if (!match) return { reason: 'it is written as 2026-12-01T09:00Z' };
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part: string | undefined) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const zone = match[7];
  if (zone === undefined) return { reason: 'it has no zone; Z behind it means UTC' };
  if (month < 1 || month > 12) return { reason: `there is no month ${String(month)}` };
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (day < 1 || day > days) return { reason: `that month has ${String(days)} days` };
  if (hour > 23 || minute > 59 || second > 59) return { reason: 'a day ends at 23:59:59' };
  const offset =
    zone === 'Z' ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
  if (Math.abs(offset) > 14 * 60) return { reason: `no zone is ${zone} away from UTC` };
  return Date.UTC(year, month - 1, day, hour, minute, second) - offset * 60_000;
}
