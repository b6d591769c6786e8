import { isRecord } from './plain.ts';
import type { Value } from './value.ts';

/**
 * Whether a value can be of the type with this name, as `Count`, `ModelVersion`, `List<Path>` or `Duration?`. Types that
 * have no row here are words and records, of which text and record are all that can be told.
 */
export function conforms(value: Value, type: string): boolean {
  if (type.endsWith('?')) return value === null || conforms(value, type.slice(0, -1));
  const item = /^List<(.*)>$/.exec(type)?.[1];
  if (item !== undefined) return Array.isArray(value) && value.every((each: Value) => conforms(each, item));
  switch (type) {
    case 'Bool':
      return typeof value === 'boolean';
    case 'Int':
      return Number.isSafeInteger(value);
    case 'Number':
    case 'Ratio':
    case 'Count':
    case 'Cpu':
    case 'Duration':
    case 'Rate':
    case 'Bytes':
    case 'Time':
      return typeof value === 'number';
    case 'ModelVersion':
      return hasTexts(value, ['name', 'version', 'uri']);
    case 'Dataset':
      return hasTexts(value, ['run', 'path', 'uri']);
    default:
      if (type.startsWith('quantity in ')) return typeof value === 'number';
      return type.startsWith('{') ? isRecord(value) : typeof value === 'string';
  }
}

const hasTexts = (value: Value, names: readonly string[]): boolean =>
  isRecord(value) && names.every((name) => typeof value[name] === 'string');
