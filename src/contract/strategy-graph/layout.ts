import { sortedKeys } from './sorted-keys.ts';

/** In characters. A text that is longer stays on its line all the same. */
const WIDTH = 100;

/**
 * JSON that people compare line by line: keys in the order of their code units, two spaces, and on one line what fits there.
 * The same data give the same text.
 */
export function layOut(value: unknown): string {
  const out: string[] = [];
  print(out, measured(value), '', 0);
  return out.join('');
}

type Fields = Readonly<Record<string, unknown>>;

/** The text of what has one line alone, or parts. */
type Laid = string | Parts;

interface Parts {
  readonly open: '{' | '[';
  /** Of each part, `"key": `; of the items of a list none. */
  readonly names: readonly string[] | undefined;
  readonly parts: readonly Laid[];
  /** All of it on one line; absent where that is longer than any line. */
  readonly line: string | undefined;
}

/** Each part is looked at once: the line of a whole is put together from those of its parts. */
function measured(value: unknown): Laid {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Array.isArray(value) ? listOf(value) : fieldsOf(value as Fields);
}

function listOf(list: readonly unknown[]): Laid {
  if (list.length === 0) return '[]';
  const parts: Laid[] = [];
  let text: string | undefined = '[';
  for (const item of list) {
    const part = measured(item);
    text = joined(text, parts.length > 0, '', part);
    parts.push(part);
  }
  return { open: '[', names: undefined, parts, line: text === undefined ? undefined : `${text}]` };
}

function fieldsOf(fields: Fields): Laid {
  const names: string[] = [];
  const parts: Laid[] = [];
  let text: string | undefined = '{ ';
  for (const key of sortedKeys(fields)) {
    const value = fields[key];
    if (value === undefined) continue;
    const name = nameText(key);
    const part = measured(value);
    text = joined(text, parts.length > 0, name, part);
    names.push(name);
    parts.push(part);
  }
  if (parts.length === 0) return '{}';
  return { open: '{', names, parts, line: text === undefined ? undefined : `${text} }` };
}

/** A line with one part more; undefined where it grows longer than any line. */
function joined(line: string | undefined, isBehind: boolean, name: string, part: Laid): string | undefined {
  if (line === undefined) return undefined;
  const text = typeof part === 'string' ? part : part.line;
  if (text === undefined || line.length + name.length + text.length > WIDTH) return undefined;
  return `${line}${isBehind ? ', ' : ''}${name}${text}`;
}

/** `before`: how much of its line stands before it, behind the indentation. */
function print(out: string[], laid: Laid, indentation: string, before: number): void {
  if (typeof laid === 'string') {
    out.push(laid);
    return;
  }
  const { open, names, parts, line } = laid;
  // A comma may follow.
  if (line !== undefined && line.length < WIDTH - indentation.length - before) {
    out.push(line);
    return;
  }
  const within = `${indentation}  `;
  let separator = `\n${within}`;
  out.push(open);
  for (const [index, part] of parts.entries()) {
    const name = names?.[index] ?? '';
    out.push(separator, name);
    print(out, part, within, name.length);
    separator = `,\n${within}`;
  }
  out.push('\n', indentation, open === '[' ? ']' : '}');
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
