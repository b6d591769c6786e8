import { isRecord } from '../../base/values/plain.ts';
import { quoted } from '../../contract/strategy-graph/layout.ts';
import { sortedKeys } from '../../contract/strategy-graph/sorted-keys.ts';

/**
 * The one YAML writer: block style, keys in the order of their code units, two spaces, strings quoted only where a reader
 * of YAML 1.1 or 1.2 could take them for something else. The same data give the same bytes.
 */
export function toYaml(value: unknown): string {
  // Pieces that are joined once make less garbage than texts that grow.
  const out: string[] = [];
  if (isList(value)) writeList(out, value, 0);
  else if (hasFields(value)) writeRecord(out, value, 0, false);
  else out.push(inline(value), '\n');
  return out.join('');
}

type Fields = Readonly<Record<string, unknown>>;

/** `isItem`: the first key stands behind the hyphen of a list. */
function writeRecord(out: string[], record: Fields, depth: number, isItem: boolean): void {
  let isBehindHyphen = isItem;
  for (const key of sortedKeys(record)) {
    const value = record[key];
    if (value === undefined) continue;
    out.push(isBehindHyphen ? ` ${scalarText(key)}:` : keyText(key, depth));
    isBehindHyphen = false;
    writeValue(out, value, depth, depth);
  }
}

function writeList(out: string[], list: readonly unknown[], depth: number): void {
  const hyphen = `${indentation(depth)}-`;
  for (const item of list) {
    out.push(hyphen);
    if (hasFields(item)) writeRecord(out, item, depth + 1, true);
    else writeValue(out, item, depth, depth + 1);
  }
}

/** What stands behind `key:` or `-`. A list below a key is not indented, one below a list item is. */
function writeValue(out: string[], value: unknown, depth: number, depthOfList: number): void {
  if (typeof value === 'string') {
    if (isPlain(value)) out.push(' ', value, '\n');
    else if (value.includes('\n') && isBlockSafe(value)) out.push(blockText(value, indentation(depth + 1)));
    else out.push(' ', quoted(value), '\n');
  } else if (isList(value)) {
    out.push('\n');
    writeList(out, value, depthOfList);
  } else if (hasFields(value)) {
    out.push('\n');
    writeRecord(out, value, depth + 1, false);
  } else out.push(' ', inline(value), '\n');
}

/** Lists and records with something in them; the others are written as scalars are. */
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length > 0;

function hasFields(value: unknown): value is Fields {
  if (!isRecord(value)) return false;
  for (const key in value) if (value[key] !== undefined) return true;
  return false;
}

const indentations: string[] = [];
const indentation = (depth: number): string => (indentations[depth] ??= '  '.repeat(depth));

const MEMORY = 4096;
/** The same keys come again and again; by their depth, `    key:`. */
const keyTexts: Map<string, string>[] = [];

function keyText(key: string, depth: number): string {
  const known = (keyTexts[depth] ??= new Map<string, string>());
  let text = known.get(key);
  if (text === undefined) {
    text = `${indentation(depth)}${scalarText(key)}:`;
    if (known.size >= MEMORY) known.clear();
    known.set(key, text);
  }
  return text;
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
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|none|nan|inf|\.nan|\.inf)$/i;
/** `.5`, `._1`, `1e3`: numbers to YAML 1.1; `...` ends a document. */
const NUMBER_OR_END = /^(?:[._][._0-9]*(?:e[-+]?[0-9]*)?|e[-+]?[0-9]*)$|^\.\.\./i;
const LONGEST_RESERVED = 5;

const scalarText = (text: string): string => (isPlain(text) ? text : quoted(text));

const isPlain = (text: string): boolean =>
  PLAIN.test(text) && !NUMBER_OR_END.test(text) && !(text.length <= LONGEST_RESERVED && RESERVED.test(text));

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
  // Empty lines are not indented.
  const lines = indent + body.replace(/\n(?!\n)/g, `\n${indent}`);
  return `${head}${lines}\n${'\n'.repeat(Math.max(0, breaks - 1))}`;
}
