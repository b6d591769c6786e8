import type { Span } from '../source/source.ts';
import { lineIndex } from '../source/source.ts';
import { counted } from '../values/words.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Severity } from './entry.ts';
import { instruction } from './instruction.ts';
import { Places } from './places.ts';

export interface TextOptions {
  readonly colour: boolean;
}

/** Characters of a line that are shown; a longer one is cut around the place. */
const WIDTH = 110;

/** Messages as people read them: the sentence, the place, the line with the place underlined, what to do. */
export function renderText(
  diagnostics: readonly Diagnostic[],
  texts: ReadonlyMap<string, string>,
  { colour }: TextOptions,
): string {
  const places = new Places(texts);
  const paint = colour ? painted : plain;
  const blocks = diagnostics.map((diagnostic) => renderOne(diagnostic, places, paint));
  const totals = (['error', 'warning', 'note'] as const)
    .map((one) => [diagnostics.filter(({ severity }) => severity === one).length, one] as const)
    .filter(([count]) => count > 0)
    .map(([count, one]) => counted(count, one));
  return `${[...blocks, totals.join(', ')].join('\n')}\n`;
}

type Style = Severity | 'gutter' | 'label' | 'bold';
type Paint = (style: Style, text: string) => string;

const codes: Readonly<Record<Style, string>> = {
  error: '1;31',
  warning: '1;33',
  note: '1;36',
  gutter: '34',
  label: '36',
  bold: '1',
};
const painted: Paint = (style, text) => `\u001b[${codes[style]}m${text}\u001b[0m`;
const plain: Paint = (_, text) => text;

function renderOne(diagnostic: Diagnostic, places: Places, paint: Paint): string {
  const { severity, code, message, span, labels, help, fix } = diagnostic;
  const lines = [`${paint(severity, `${severity}[${code}]`)}${paint('bold', `: ${printable(message)}`)}`];
  const marks = [{ span, text: '', main: true }, ...labels.map((label) => ({ ...label, main: false }))];
  const files = [...new Set(marks.map((mark) => mark.span.path))];
  const gutter = Math.max(...marks.map((mark) => String(places.position(mark.span.path, mark.span.start).line).length));
  for (const path of files) {
    const own = marks.filter((mark) => mark.span.path === path);
    const first = own[0];
    if (!first) continue;
    const { line, column } = places.position(path, first.span.start);
    const isKnown = (places.text(path) ?? '') !== '';
    lines.push(
      `${' '.repeat(gutter)}${paint('gutter', path === span.path ? '-->' : ':::')} ${path}${isKnown ? `:${String(line)}:${String(column)}` : ''}`,
    );
    if (isKnown)
      lines.push(...excerpt(own, hide(diagnostic.name, places.text(path) ?? ''), places, gutter, severity, paint));
  }
  const margin = `${' '.repeat(gutter)} ${paint('gutter', '=')}`;
  if (help !== undefined) lines.push(`${margin} ${paint('bold', 'help:')} ${printable(help)}`);
  if (fix && (help === undefined || !help.includes(fix.text.trim())))
    lines.push(`${margin} ${paint('bold', 'fix:')} ${printable(instruction(fix, places.text(fix.span.path) ?? ''))}`);
  return `${lines.join('\n')}\n`;
}

interface Mark {
  readonly span: Span;
  readonly text: string;
  readonly main: boolean;
}

/** What is most likely a secret is not printed, neither here nor into the log of CI. The rest keeps its columns. */
function hide(name: Diagnostic['name'], text: string): string {
  const dots = (secret: string): string => '•'.repeat(secret.length);
  if (name === 'plain-secret') return text.replaceAll(/(?<=")[^"\n]*(?=")|(?<=:\/\/)[^/"@\s]+(?=@)/g, dots);
  return name === 'bad-url' || name === 'secret-as-text' ? text.replaceAll(/(?<=:\/\/)[^/"@\s]+(?=@)/g, dots) : text;
}

function excerpt(
  marks: readonly Mark[],
  text: string,
  places: Places,
  gutter: number,
  severity: Severity,
  paint: Paint,
): string[] {
  const lines: string[] = [paint('gutter', `${' '.repeat(gutter)} |`)];
  const path = marks[0]?.span.path ?? '';
  const starts = places.starts(path);
  const indexes = [...new Set(marks.map(({ span }) => lineIndex(starts, span.start)))].sort((a, b) => a - b);
  let before: number | undefined;
  for (const index of indexes) {
    if (before !== undefined && index > before + 1) lines.push(paint('gutter', `${' '.repeat(gutter)} …`));
    before = index;
    const here = marks.filter(({ span }) => lineIndex(starts, span.start) === index);
    lines.push(...markedLine(here, text, starts, index, gutter, severity, paint));
  }
  return lines;
}

function markedLine(
  marks: readonly Mark[],
  text: string,
  starts: readonly number[],
  index: number,
  gutter: number,
  severity: Severity,
  paint: Paint,
): string[] {
  const from = starts[index] ?? 0;
  const full = text.slice(from, starts[index + 1] ?? text.length).replace(/[\r\n]+$/, '');
  const first = Math.min(...marks.map(({ span }) => span.start)) - from;
  // A window around the place: minified text must not fill the screen.
  const cut = full.length <= WIDTH ? 0 : whole(full, Math.max(0, Math.min(first - 20, full.length - WIDTH)));
  const stop = whole(full, Math.min(cut + WIDTH, full.length));
  const shown = full.slice(cut, stop);
  const [left, right] = [cut > 0 ? '…' : '', stop < full.length ? '…' : ''];
  const number = String(index + 1).padStart(gutter);
  const lines = [`${paint('gutter', `${number} |`)} ${left}${printable(shown)}${right}`];
  for (const { span, text: label, main } of [...marks].sort((a, b) => Number(b.main) - Number(a.main))) {
    const start = clamp(span.start - from - cut, shown.length);
    const end = clamp(Math.min(span.end, from + full.length) - from - cut, shown.length);
    const indent = ' '.repeat(left.length + columns(shown.slice(0, start)));
    const underline = (main ? '^' : '-').repeat(Math.max(1, columns(shown.slice(start, end))));
    const tail = label === '' ? '' : ` ${printable(label)}`;
    lines.push(
      `${paint('gutter', `${' '.repeat(gutter)} |`)} ${indent}${paint(main ? severity : 'label', `${underline}${tail}`)}`,
    );
  }
  return lines;
}

/** The place itself, or the one before if it is in the middle of a character. */
const whole = (text: string, at: number): number => (/^[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at);

const clamp = (value: number, length: number): number => Math.max(0, Math.min(value, length));

/** Terminals are not driven by sources: control characters are shown, tabs are two spaces. */
function printable(text: string): string {
  return text
    .replaceAll('\t', '  ')
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (character) =>
      character < ' ' ? String.fromCharCode(0x2400 + character.charCodeAt(0)) : '\ufffd',
    );
}

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const COMBINING = /\p{Mn}|\p{Me}|\u200d/u;

/** Columns that a text takes on a terminal. */
function columns(text: string): number {
  let width = 0;
  for (const character of printable(text)) width += COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}
