import { isRecord, textOf } from '../../base/values/plain.ts';
import { formatBytes } from '../../base/values/quantity.ts';
import type { Value } from '../../base/values/value.ts';

export function versionOf(value: Value | undefined): { readonly name: string; readonly version: string } {
  const record = isRecord(value) ? value : {};
  return { name: textOf(record['name']), version: textOf(record['version']) };
}

/** ` (model: mnist_cnn@2)`, without the arguments that were told already. */
export function argumentsOf(given: Readonly<Record<string, Value>>, ...told: readonly string[]): string {
  const values = Object.entries(given)
    .filter(([name]) => !told.includes(name))
    .map(([name, value]) => `${name}: ${name === 'memory' ? formatBytes(Number(value)) : shortly(value)}`);
  return values.length > 0 ? ` (${values.join(', ')})` : '';
}

const isWord = (value: Value): value is string => typeof value === 'string' && /^[\w./:-]+$/.test(value);

function shortly(value: Value): string {
  const { name, version } = versionOf(value);
  return isRecord(value) && name !== ''
    ? `${name}${version === '' ? '' : `@${version}`}`
    : isWord(value)
      ? value
      : JSON.stringify(value);
}
