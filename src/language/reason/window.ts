import type { Term } from '../types/term.ts';
import { Duration } from '../types/type.ts';
import { valueOf } from './constant.ts';

/** The time that a reading is made of. */
export interface Window {
  readonly seconds: number;
  /** How it is said: behind the sensor, or as its argument. */
  readonly form: 'over' | 'over:';
  /** Nobody said it: it is the sensor's own. */
  readonly isOwn: boolean;
}

/**
 * The window of a reading, if it is so long wherever it is read: `x over 1h`, or of what Prometheus is asked the argument `over`, by
 * which the sensors of the library say how far their rates and counts reach.
 */
export function windowOf(reading: Extract<Term, { op: 'reading' }>): Window | undefined {
  const { window, source, readAs, declared } = reading.use;
  if (window) return window.kind === 'over' ? { seconds: window.seconds, form: 'over', isOwn: false } : undefined;
  if (source !== 'prometheus') return undefined;
  const over = readAs.at(-1)?.arguments.find(({ name, value }) => name === 'over' && value.type === Duration)?.value;
  const seconds = over && valueOf(over);
  if (typeof seconds !== 'number') return undefined;
  // The parameters of a sensor stand before what it is made of.
  const isOwn = over?.span.path === declared.path && over.span.start < declared.start;
  return { seconds, form: 'over:', isOwn };
}
