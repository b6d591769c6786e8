import { isRecord } from '../base/values/plain.ts';
import type { Reply } from './ask.ts';

/** What was asked for, or why it is not known. */
export type Answer<T> = { readonly found: T } | { readonly problem: string };

export type Fields = Readonly<Record<string, unknown>>;

export const recordOf = (value: unknown): Fields => (isRecord(value) ? value : {});

/** The records of a list. MLflow leaves an empty one out. */
export const recordsIn = (fields: Fields, name: string): readonly Fields[] => {
  const list = fields[name];
  return Array.isArray(list) ? (list as readonly unknown[]).map(recordOf) : [];
};

export const stringIn = (fields: Fields, name: string): string => {
  const text = fields[name];
  return typeof text === 'string' ? text : '';
};

/** Numbers of 64 bits are texts in the JSON of some servers, and NaN is one in that of all. NaN where there is none. */
export const numberIn = (fields: Fields, name: string): number => {
  const value = fields[name];
  return typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN;
};

export function textIn(reply: Reply, field: string): Answer<string> {
  if ('problem' in reply) return reply;
  const text = reply.fields[field];
  return typeof text === 'string' && text !== '' ? { found: text } : { problem: `answers without \`${field}\`` };
}

/** An alias that is not set is an invalid parameter to MLflow; a model or a number that it does not have does not exist. */
export const isAbsent = (reply: Reply): boolean =>
  'problem' in reply &&
  (reply.refused === 'RESOURCE_DOES_NOT_EXIST' ||
    (reply.refused === 'INVALID_PARAMETER_VALUE' && / not found\b/.test(reply.problem)));

/** A text between quotation marks in a filter: there are two kinds, and no escape. */
export const quoted = (text: string): string => (text.includes("'") ? `"${text}"` : `'${text}'`);
