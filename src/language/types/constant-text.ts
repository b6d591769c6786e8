import { formatDuration } from '../../base/values/quantity.ts';
import type { Value } from '../../base/values/value.ts';
import type { Type } from './type.ts';

/** A value as it stands within a text or behind an argument's name: durations with their units, other quantities in base units. */
export function constantText(value: Value, type: Type): string {
  if (value === null) return '';
  if (typeof value === 'number') {
    const bare = type.kind === 'optional' ? type.of : type;
    return bare.kind === 'quantity' && bare.name === 'Duration' ? formatDuration(value) : String(value);
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
