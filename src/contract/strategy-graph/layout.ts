import { sortedKeys } from './sorted-keys.ts';

/** In characters. A text that is longer stays on its line all the same. */
const WIDTH = 100;

/**
 * JSON that people compare line by line: keys in the order of their code units, two spaces, and on one line what fits there.
 * The same data give the same text.
 */
export function layOut(value: unknown): string {
  const out: string[] = [];
  write(out, value, '', 0);
  return out.join('');
}

type Fields = Readonly<Record<string, unknown>>;

/** `before`: how much of its line stands before it, behind the indentation. */
function write(out: string[], value: unknown, indentation: string, before: number): void {
  const short = isScalar(value) ? scalarText(value) : lineOf(value, WIDTH - indentation.length - before);
  if (short !== undefined) {
    out.push(short);
    return;
  }
  const within = `${indentation}  `;
  let separator = `\n${within}`;
  const open = Array.isArray(value) ? '[' : '{';
  out.push(open);
  if (Array.isArray(value)) {
    for (const item of value) {
      out.push(separator);
      write(out, item, within, 0);
      separator = `,\n${within}`;
    }
  } else {
    const fields = value as Fields;
    for (const key of sortedKeys(fields)) {
      if (fields[key] === undefined) continue;
      const name = nameText(key);
      out.push(separator, name);
      write(out, fields[key], within, name.length);
      separator = `,\n${within}`;
    }
  }
  out.push('\n', indentation, open === '[' ? ']' : '}');
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;
const scalarText = (value: unknown): string => (typeof value === 'string' ? quoted(value) : JSON.stringify(value));

/** A value on one line; undefined where that does not fit into `room`. */
function lineOf(value: unknown, room: number): string | undefined {
  if (isScalar(value)) return typeof value === 'string' && value.length > room ? undefined : scalarText(value);
  return Array.isArray(value) ? lineOfList(value, room) : lineOfFields(value as Fields, room);
}

/** What stands around and between parts counts as two characters a part, and two more. */
function lineOfList(list: readonly unknown[], room: number): string | undefined {
  let left = room - 2;
  let text = '';
  for (const item of list) {
    const part = lineOf(item, left - 2);
    if (part === undefined || (left -= part.length + 2) < 0) return undefined;
    text += text === '' ? part : `, ${part}`;
  }
  return `[${text}]`;
}

function lineOfFields(fields: Fields, room: number): string | undefined {
  let left = room - 2;
  if (leastLength(fields) > left) return undefined;
  let text = '';
  for (const key of sortedKeys(fields)) {
    if (fields[key] === undefined) continue;
    const name = nameText(key);
    const part = lineOf(fields[key], left - name.length - 2);
    if (part === undefined || (left -= name.length + part.length + 2) < 0) return undefined;
    text += `${text === '' ? '' : ', '}${name}${part}`;
  }
  return text === '' ? '{}' : `{ ${text} }`;
}

/** Of fields on one line, quotation marks, colons and commas counted: what has many is known not to fit before any is written. */
function leastLength(fields: Fields): number {
  let length = 0;
  for (const key in fields) if (fields[key] !== undefined) length += key.length + 7;
  return length;
}

const MEMORY = 4096;
/** The same keys come again and again: `"key": `. */
const nameTexts = new Map<string, string>();

function nameText(key: string): string {
  let text = nameTexts.get(key);
  if (text === undefined) {
    text = `${quoted(key)}: `;
    if (nameTexts.size >= MEMORY) nameTexts.clear();
    nameTexts.set(key, text);
  }
  return text;
}

/** Most texts; the others take many times as long. */
const PLAIN = /^[ !#-[\]-~]*$/;
const UNESCAPED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A text between double quotes as JSON and YAML read it: what JSON leaves as it is and YAML does not take is escaped, too. */
export const quoted = (text: string): string =>
  PLAIN.test(text) ? `"${text}"` : JSON.stringify(text).replace(UNESCAPED, escapeCharacter);

const escapeCharacter = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
