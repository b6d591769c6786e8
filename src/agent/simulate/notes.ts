import type { ConcretePrimitive } from '../engine/effect.ts';
import { isRecord, textOf } from '../../base/values/plain.ts';
import { formatBytes, formatRate, formatRatio } from '../../base/values/quantity.ts';
import type { Value } from '../../base/values/value.ts';
import { counted } from '../../base/values/words.ts';

/** What a primitive changes in the world, in a sentence. */
export function noteOf({ name, target, arguments: given }: ConcretePrimitive): string {
  const on = target?.kind === 'online' ? target.instance : target?.kind === 'batch' ? target.template : '';
  const backup = given['backup'];
  if (name === 'updateWorkflowTraffic' && typeof backup === 'number')
    return `${on} leaves ${formatRatio(backup)} of its requests to the backup`;
  const threshold = given['per-replica'];
  if (name === 'updateWorkflowReplica' && typeof threshold === 'number')
    return `${on} has a replica for each ${formatRate(threshold)}${argumentsOf(given, 'per-replica')}`;
  const by = given['by'];
  if (name === 'updateWorkflowReplica' && typeof by === 'number')
    return `${on} gets ${counted(Math.abs(by), 'replica')} ${by < 0 ? 'less' : 'more'}${argumentsOf(given, 'by')}`;
  const { to, text } = given;
  if (name === 'notify' && isRecord(to))
    return `who reads ${textOf(to['secret'])}.${textOf(to['key'])} is told: ${textOf(text)}`;
  return `${name}${on === '' ? '' : ` on ${on}`}${argumentsOf(given)}`;
}

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
