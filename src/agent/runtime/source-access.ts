import type { Access } from '../../tracker/ask.ts';
import type { Authorization } from '../../tracker/credentials.ts';

/** What proves who asks, who vouches for the server (PEM), and what else each request says. */
export interface SourceAccess {
  readonly authorization?: Authorization | undefined;
  readonly ca?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface TrackerOptions extends SourceAccess {
  /** Milliseconds until an answer has to be there, whole. */
  readonly timeout?: number;
  /** Is told by how many seconds the tracker's clock is ahead, or behind where it is negative, when it is too many. */
  readonly skewed?: (seconds: number) => void;
}

/** Times of the tracker and ours are compared: so many seconds may lie between the clocks. */
const SKEW = 30;

/** How a tracker is reached that a graph names. */
export function reachTracker(tracker: string, { authorization, ca, headers, skewed }: TrackerOptions): Access {
  const dated = (instant: number): void => {
    const seconds = Math.round((instant - Date.now()) / 1000);
    if (Math.abs(seconds) > SKEW) skewed?.(seconds);
  };
  return { address: tracker.replace(/\/+$/, ''), authorization, ca, headers, dated };
}
