import type { Interval } from '../../base/values/value-set.ts';

/** Numbers of an interval as people would name them: ends that belong to it, and some near ends that do not. */
export function samplesOf(interval: Interval, isWhole: boolean): readonly number[] {
  const { low, high, lowIn, highIn } = interval;
  const [hasLow, hasHigh] = [low !== -Infinity, high !== Infinity];
  const step = (from: number): number => (isWhole ? 1 : from === 0 ? 1 : Math.abs(from) / 10);
  const near = [
    ...(hasLow && lowIn ? [low] : []),
    ...(hasHigh && highIn ? [high] : []),
    ...(hasLow ? [low + step(low)] : []),
    ...(hasHigh ? [high - step(high)] : []),
    ...(hasLow && hasHigh ? [(low + high) / 2] : []),
    ...(hasLow || hasHigh ? [] : [1, 0]),
  ];
  const rounded = near.flatMap((value) => (isWhole ? [Math.round(value)] : [Number(value.toPrecision(2)), value]));
  return rounded.filter((value) => isIn(interval, value));
}

export const isIn = ({ low, high, lowIn, highIn }: Interval, value: number): boolean =>
  (value > low || (lowIn && value === low)) && (value < high || (highIn && value === high));
