import { sortedKeys } from './sorted-keys.ts';

/** In characters. A text that is longer stays on its line all the same. */
const WIDTH = 100;

/**
 * JSON that people compare line by line: keys in the order of their code units, two spaces, and on one line what fits there.
 * The same data give the same text.
 */
export const layOut = (value: unknown): string => laidOut(value, '', 0);

/** `before`: how much of its line stands before it, behind the indentation. */
function laidOut(value: unknown, indentation: string, before: number): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const room = WIDTH - indentation.length - before;
  if (!Array.isArray(value)) {
    const parts = fieldsOf(value as Readonly<Record<string, unknown>>, `${indentation}  `);
    return parts.length === 0
      ? '{}'
      : isShort(parts, room)
        ? `{ ${parts.join(', ')} }`
        : block('{', parts, '}', indentation);
  }
  const parts = value.map((item) => laidOut(item, `${indentation}  `, 0));
  return parts.length === 0 || isShort(parts, room) ? `[${parts.join(', ')}]` : block('[', parts, ']', indentation);
}

function fieldsOf(record: Readonly<Record<string, unknown>>, indentation: string): string[] {
  const fields: string[] = [];
  for (const key of sortedKeys(record)) {
    const value = record[key];
    if (value === undefined) continue;
    const name = `${quoted(key)}: `;
    fields.push(name + laidOut(value, indentation, name.length));
  }
  return fields;
}

function isShort(parts: readonly string[], room: number): boolean {
  let length = 2;
  for (const part of parts) {
    length += part.length + 2;
    if (length > room) return false;
  }
  return !parts.some((part) => part.includes('\n'));
}

const block = (open: string, parts: readonly string[], close: string, indentation: string): string =>
  `${open}\n${indentation}  ${parts.join(`,\n${indentation}  `)}\n${indentation}${close}`;

/** Most texts; the others take many times as long. */
const PLAIN = /^[ !#-[\]-~]*$/;
const UNESCAPED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A text between double quotes as JSON and YAML read it: what JSON leaves as it is and YAML does not take is escaped, too. */
export const quoted = (text: string): string =>
  PLAIN.test(text) ? `"${text}"` : JSON.stringify(text).replace(UNESCAPED, escapeCharacter);

const escapeCharacter = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
