/**
 * The one YAML writer: block style, keys in the order of their code units, two spaces, strings quoted only where a reader
 * of YAML 1.1 or 1.2 could take them for something else. The same data give the same bytes.
 */
export function toYaml(value: unknown): string {
  if (isEmpty(value) || typeof value !== 'object') return `${inline(value)}\n`;
  return Array.isArray(value) ? listText(value, '') : recordText(value as Record<string, unknown>, '', '');
}

function recordText(record: Readonly<Record<string, unknown>>, indent: string, first: string): string {
  let text = '';
  let lead = first;
  for (const key of Object.keys(record).sort()) {
    const value = record[key];
    if (value === undefined) continue;
    text += `${lead}${scalarText(key)}:${valueText(value, indent, false)}`;
    lead = indent;
  }
  return text;
}

function listText(list: readonly unknown[], indent: string): string {
  let text = '';
  for (const item of list) {
    const isRecord = typeof item === 'object' && item !== null && !Array.isArray(item) && !isEmpty(item);
    text += isRecord
      ? `${indent}-${recordText(item as Record<string, unknown>, `${indent}  `, ' ')}`
      : `${indent}-${valueText(item, indent, true)}`;
  }
  return text;
}

/** What stands behind `key:` or `-`. A list below a key is not indented, one below a list item is. */
function valueText(value: unknown, indent: string, inList: boolean): string {
  if (typeof value !== 'object' || isEmpty(value)) {
    if (typeof value === 'string' && value.includes('\n') && isBlockSafe(value)) return blockText(value, `${indent}  `);
    return ` ${inline(value)}\n`;
  }
  if (Array.isArray(value)) return `\n${listText(value, inList ? `${indent}  ` : indent)}`;
  return `\n${recordText(value as Record<string, unknown>, `${indent}  `, `${indent}  `)}`;
}

function isEmpty(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return value === null;
  if (Array.isArray(value)) return value.length === 0;
  for (const key in value) if ((value as Record<string, unknown>)[key] !== undefined) return false;
  return true;
}

function inline(value: unknown): string {
  if (typeof value === 'string') return scalarText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? numberText(value) : JSON.stringify(String(value));
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (Array.isArray(value)) return '[]';
  return typeof value === 'object' && value !== null ? '{}' : 'null';
}

/** YAML 1.1 reads 1e+21 as a text unless it has a point. */
function numberText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
}

/**
 * What a block scalar may be without quotes: it begins with a letter, a slash or two hyphens, and holds nothing that YAML
 * gives a meaning to within it, which are a colon or a number sign beside white space. Digits first stay quoted: a reader of
 * YAML 1.1 takes too many of those for numbers or dates.
 */
const PLAIN = /^(?:[A-Za-z_/.]|--[A-Za-z])(?:[A-Za-z0-9_/.=@+()|&$*?;%<>,'"-]|:(?=[^ \n])| (?=[^ #\n]))*$/;
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|none|nan|inf|\.nan|\.inf|[._]+)$/i;

const MEMORY = 4096;
const seen = new Map<string, string>();

/** A string as a key or a value. The same ones come again and again, so what was decided is kept. */
function scalarText(text: string): string {
  const known = seen.get(text);
  if (known !== undefined) return known;
  const written = isPlain(text) ? text : quoted(text);
  if (text.length <= 100) {
    if (seen.size >= MEMORY) seen.clear();
    seen.set(text, written);
  }
  return written;
}

/** `.5`, `._1` and `1_0` are numbers to YAML 1.1, `a: b` and `a #b` are not one text. */
function isPlain(text: string): boolean {
  if (!PLAIN.test(text) || RESERVED.test(text)) return false;
  return !/^[._0-9]*(?:e[-+]?[0-9]*)?$/i.test(text) && !text.startsWith('...') && !/[ :]$/.test(text);
}

/** Double quotes: JSON's escapes are YAML's, but for the characters that JSON leaves as they are. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, escapeCharacter);
}

const escapeCharacter = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A literal block holds any text but control characters, lone surrogates, and lines that would lose their white space. */
function isBlockSafe(text: string): boolean {
  return (
    text.isWellFormed() &&
    !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|^[ \n]|[ ]\n/.test(text) &&
    /\S/.test(text)
  );
}

function blockText(text: string, indent: string): string {
  const body = text.replace(/\n+$/, '');
  const breaks = text.length - body.length;
  const head = breaks === 0 ? ' |-\n' : breaks === 1 ? ' |\n' : ' |+\n';
  const lines = body.split('\n').map((line) => (line === '' ? '\n' : `${indent}${line}\n`));
  return `${head}${lines.join('')}${'\n'.repeat(Math.max(0, breaks - 1))}`;
}
