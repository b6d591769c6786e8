import type { Row, TableBox } from './picture.ts';
import { PADDING, across, drawHeader, frame, type DrawnBox, type Port } from './svg-box.ts';
import { label, number } from '../../base/draw/svg-shapes.ts';
import { visible, widthOf, wrap } from '../../base/draw/text-width.ts';

const LINE_WIDTH = 300;
const KEYWORD_WIDTH = 58;
const INDENT = 13;
const LINE_HEIGHT = 15;

/** Of one clause at most. */
const LINES = 8;

const overOf: Readonly<Record<TableBox['kind'], string>> = {
  agent: 'AGENT',
  sensors: 'SENSORS',
  models: 'MODELS',
  endpoints: 'OF YOUR OWN',
};

/** Rows below each other. Links go to the line that says them. */
export function drawTable(box: TableBox): DrawnBox {
  const role = box.kind === 'agent' && box.notes[0] !== undefined ? ` · ${visible(box.notes[0]).toUpperCase()}` : '';
  const header = drawHeader(box.kind, `${overOf[box.kind]}${role}`, box.name, []);
  const ports = new Map<string, Port>();
  const rows = box.rows.map(sizeRow);
  const width = Math.max(header.width, ...rows.map((row) => row.width + 2 * PADDING));
  ports.set(box.id, across(header.port, width));
  let y = header.height;
  const shapes: string[] = [];
  for (const { row, height, names, note, lines } of rows) {
    const hasLines = row.lines.length > 0;
    if (hasLines) shapes.push(`<path class="rule" d="M0 ${number(y)}H${number(width)}"/>`);
    let base = y + (hasLines ? 20 : 13);
    ports.set(row.id, across(base - 4, width));
    if (note !== '') shapes.push(label('muted small', { x: width - PADDING, y: base }, note, 'end'));
    for (const name of names) {
      shapes.push(label(hasLines ? 'bold' : 'mono', { x: PADDING, y: base }, name));
      base += LINE_HEIGHT;
    }
    base += 3;
    for (const { line, texts } of lines) {
      ports.set(line.id, across(base - 4, width));
      if (line.keyword !== '') shapes.push(label('keyword', { x: PADDING, y: base }, line.keyword));
      for (const text of texts) {
        shapes.push(label('mono', { x: PADDING + KEYWORD_WIDTH + line.depth * INDENT, y: base }, text));
        base += LINE_HEIGHT;
      }
    }
    y += height;
  }
  const height = y + (box.rows.length === 0 ? 6 : 8);
  return { id: box.id, width, height, shapes: [...frame(box.kind, width, height), ...header.shapes, ...shapes], ports };
}

interface DrawnRow {
  readonly row: Row;
  readonly width: number;
  readonly height: number;
  readonly names: readonly string[];
  readonly note: string;
  readonly lines: readonly { readonly line: Row['lines'][number]; readonly texts: readonly string[] }[];
}

function sizeRow(row: Row): DrawnRow {
  const hasLines = row.lines.length > 0;
  const mono = (text: string): number => widthOf(text, 'mono', 11);
  const measure = hasLines ? (text: string): number => widthOf(text, 'bold', 12) : mono;
  const [name = '', ...more] = wrap(visible(row.name), LINE_WIDTH, 3, measure);
  const names = [name, ...more];
  const note = visible(row.note);
  const lines = row.lines.map((line) => ({ line, texts: wrap(visible(line.text), LINE_WIDTH, LINES, mono) }));
  const width = Math.max(
    Math.max(0, ...names.map(measure)) + (note === '' ? 0 : 16 + widthOf(note, 'regular', 10)),
    ...lines.flatMap(({ line, texts }) => texts.map((text) => KEYWORD_WIDTH + line.depth * INDENT + mono(text))),
  );
  const count = names.length + lines.reduce((sum, { texts }) => sum + texts.length, 0);
  return { row, width, height: count * LINE_HEIGHT + (hasLines ? 19 : 5), names, note, lines };
}
