import type { Value } from './value.ts';

/** How deep a value from outside may be nested. */
export const VALUE_DEPTH = 32;

/**
 * A copy of what came from outside as a value that survives JSON: finite numbers (minus zero as zero), lists, records of
 * own fields. Undefined for anything else, and for what is nested deeper than `VALUE_DEPTH`.
 */
export function plainValue(given: unknown, depth = VALUE_DEPTH): Value | undefined {
  if (given === null || typeof given === 'boolean' || typeof given === 'string') return given;
  if (typeof given === 'number') return Number.isFinite(given) ? noMinusZero(given) : undefined;
  if (typeof given !== 'object' || depth <= 0) return undefined;
  if (Array.isArray(given)) {
    const items: Value[] = [];
    for (const each of given as readonly unknown[]) {
      const item = plainValue(each, depth - 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }
  const fields: [string, Value][] = [];
  for (const [name, each] of Object.entries(given)) {
    const field = plainValue(each, depth - 1);
    if (field === undefined) return undefined;
    fields.push([name, field]);
  }
  // fromEntries defines own fields, so that a field called __proto__ stays a field.
  return Object.fromEntries(fields);
}

/** JSON has no minus zero: a state that was stored and read again would differ. */
export const noMinusZero = (number: number): number => (number === 0 ? 0 : number);

export type RecordValue = { readonly [key: string]: Value };

/** Neither a list nor null. */
export function isRecord(value: Value | undefined): value is RecordValue;
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>>;
export function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own field of a record; undefined where there is none. */
export const fieldOf = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** A text field, as names and versions are; empty where there is none. */
export const textOf = (value: Value | undefined): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
