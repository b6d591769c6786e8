import type { Row, TableBox } from './picture.ts';
import { PADDING, across, drawHeader, frame, type DrawnBox, type Port } from './svg-box.ts';
import { label, number } from './svg-shapes.ts';
import { visible, widthOf, wrap, type Face } from './text.ts';

const LINE_WIDTH = 300;
const KEYWORD_WIDTH = 42;

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
  for (const drawn of rows) {
    const { row, lines } = drawn;
    if (row.lines.length > 0) shapes.push(`<path class="rule" d="M0 ${number(y)}H${number(width)}"/>`);
    const first = y + (row.lines.length > 0 ? 20 : 13);
    ports.set(row.id, across(first - 4, width));
    shapes.push(label(row.lines.length > 0 ? 'bold' : 'mono', { x: PADDING, y: first }, drawn.name));
    if (drawn.note !== '') shapes.push(label('muted small', { x: width - PADDING, y: first }, drawn.note, 'end'));
    let base = first + 18;
    for (const { line, texts } of lines) {
      ports.set(line.id, across(base - 4, width));
      if (line.keyword !== '') shapes.push(label('keyword', { x: PADDING, y: base }, line.keyword));
      for (const text of texts) {
        shapes.push(label('mono', { x: PADDING + KEYWORD_WIDTH, y: base }, text));
        base += 15;
      }
    }
    y += drawn.height;
  }
  const height = y + (box.rows.length === 0 ? 6 : 8);
  return { id: box.id, width, height, shapes: [...frame(box.kind, width, height), ...header.shapes, ...shapes], ports };
}

interface DrawnRow {
  readonly row: Row;
  readonly width: number;
  readonly height: number;
  readonly name: string;
  readonly note: string;
  readonly lines: readonly { readonly line: Row['lines'][number]; readonly texts: readonly string[] }[];
}

function sizeRow(row: Row): DrawnRow {
  const mono = (text: string): number => widthOf(text, 'mono', 11);
  const face: Face = row.lines.length > 0 ? 'bold' : 'mono';
  const [name = ''] = wrap(
    visible(row.name),
    LINE_WIDTH,
    1,
    face === 'bold' ? (text) => widthOf(text, 'bold', 12) : mono,
  );
  const note = visible(row.note);
  const lines = row.lines.map((line) => ({ line, texts: wrap(visible(line.text), LINE_WIDTH, 4, mono) }));
  const nameWidth = face === 'bold' ? widthOf(name, 'bold', 12) : mono(name);
  const width = Math.max(
    nameWidth + (note === '' ? 0 : 16 + widthOf(note, 'regular', 10)),
    ...lines.flatMap(({ texts }) => texts.map((text) => KEYWORD_WIDTH + mono(text))),
  );
  const count = lines.reduce((sum, { texts }) => sum + texts.length, 0);
  return { row, width, height: row.lines.length > 0 ? 34 + count * 15 : 20, name, note, lines };
}
