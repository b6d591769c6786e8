import { ClockGuard } from '../host/clock-guard.ts';
import type { Ports } from '../host/ports.ts';

/** Timers beyond some 24 days fire at once, and the clock may be set while one waits: so it is looked at this often. Milliseconds. */
const LONGEST = 60_000;

export type Clock = Pick<Ports, 'now' | 'at' | 'after'>;

/** The clock of the machine, as the ports of an agent have it: with steps that are not believed at once. */
export function realClock(guard = new ClockGuard(Date.now, () => performance.now())): Clock {
  const now = (): number => guard.now();
  return {
    now,
    at: (instant, happen) => {
      let timer: NodeJS.Timeout | undefined;
      const look = (): void => {
        const left = instant - now();
        if (left <= 0) happen();
        else timer = setTimeout(look, Math.min(left, LONGEST));
      };
      // What is due already happens after all that is being done.
      timer = setTimeout(look, 0);
      return () => {
        clearTimeout(timer);
      };
    },
    after: (milliseconds, happen) => {
      const timer = setTimeout(happen, milliseconds);
      return () => {
        clearTimeout(timer);
      };
    },
  };
}
