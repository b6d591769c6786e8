/** A place in a trace, by which spans of several processes become one: the header `traceparent` of W3C Trace Context. */
export interface TracePlace {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

/** Of all flags the one whose meaning is known: whoever calls keeps its spans. */
const SAMPLED = 1;

export const traceparentOf = ({ traceId, spanId, traceFlags }: TracePlace): string =>
  `00-${traceId}-${spanId}-0${String(traceFlags & SAMPLED)}`;

/** What a header says that anybody may have written; undefined where it is none. What later versions have behind it is left out. */
export function readTraceparent(header: string | undefined): TracePlace | undefined {
  const form = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-[\x21-\x7e]*)?$/;
  const [, version, traceId, spanId, flags = '', rest] = form.exec(header ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || (version === '00' && rest !== undefined)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & SAMPLED };
}
