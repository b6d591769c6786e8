import { rounded } from './arithmetic.ts';
import { isRecord, type RecordValue } from './plain.ts';
import { known, unknown, type Observation, type Value } from './value.ts';

export type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

/**
 * Numbers have an order, and nothing else has; none is equal to none only. They are compared by 15 digits, as results of
 * arithmetic are rounded: a reading of 1/60 is 1/m.
 */
export function compare(comparison: Comparison, left: Observation, right: Observation): Observation {
  if (!left.known) return left;
  if (!right.known) return right;
  if (comparison === 'eq') return known(equal(left.value, right.value));
  if (comparison === 'ne') return known(!equal(left.value, right.value));
  if (typeof left.value !== 'number' || typeof right.value !== 'number') {
    return unknown(left.value === null || right.value === null ? 'a side is none' : 'a side is no number');
  }
  return known(ordered(comparison, rounded(left.value), rounded(right.value)));
}

/** Same kind and same content: `"0"` is not 0. Of model versions only name and version count. */
export function equal(left: Value, right: Value): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    const [a, b] = [left as readonly Value[], right as readonly Value[]];
    return a.length === b.length && a.every((item, index) => equal(item, b[index] ?? null));
  }
  if (isRecord(left) && isRecord(right)) {
    if (isModelVersion(left) && isModelVersion(right))
      return left.name === right.name && left.version === right.version;
    const names = Object.keys(left);
    if (names.length !== Object.keys(right).length) return false;
    return names.every((name) => Object.hasOwn(right, name) && equal(left[name] ?? null, right[name] ?? null));
  }
  return typeof left === 'number' && typeof right === 'number' ? rounded(left) === rounded(right) : left === right;
}

/** One text for values that are equal, and another for any other. */
export function equalText(value: Value): string {
  if (typeof value === 'number') return String(rounded(value));
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(equalText).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const names = isModelVersion(value) ? ['name', 'version'] : Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${equalText(value[name] ?? null)}`).join(',')}}`;
}

const isModelVersion = (record: RecordValue): boolean => {
  const allowed = Object.keys(record).every((key) => key === 'name' || key === 'version' || key === 'uri');
  return allowed && typeof record.name === 'string' && typeof record.version === 'string';
};

function ordered(comparison: 'lt' | 'le' | 'gt' | 'ge', left: number, right: number): boolean {
  switch (comparison) {
    case 'lt':
      return left < right;
    case 'le':
      return left <= right;
    case 'gt':
      return left > right;
    case 'ge':
      return left >= right;
  }
}
