import { builders, printer, utils } from 'prettier/doc';
import type { Comment } from './tokens.ts';

export type Doc = builders.Doc;
const { hardline, join } = builders;

/** What stands between braces behind a row, on one line if it may be, and on many. */
export interface Body {
  readonly flat?: string;
  readonly broken: Doc;
  /** Whether those of neighbours begin in one column, if they take one line. */
  readonly isColumn: boolean;
}

/** A clause, a declaration, a field. */
export interface Row {
  /** Neighbours of one table have their cells in columns. */
  readonly table: string;
  readonly cells: readonly Doc[];
  readonly body?: Body;
}

/** A row with what the author put around it. */
export interface Item {
  readonly row: Row;
  readonly comments: readonly Comment[];
  readonly isAfterBlank: boolean;
  /** The comment on its last line. */
  readonly behind?: string;
}

/** A row while its line is made: the texts of its cells, if they are on one line. */
interface Line {
  readonly item: Item;
  readonly texts: readonly (string | undefined)[];
  /** Whether it may stand in a table. */
  isOpen: boolean;
}

/** Whether it stands in a table only on one line: what it has behind a cell that takes several lines has no column. */
const mayClose = ({ cells, body }: Row): boolean => body !== undefined || cells.slice(0, -1).some(utils.canBreak);

const layout = { tabWidth: 2, useTabs: false };

/** A document as text, with a line break at its end. */
export const textOf = (doc: Doc, width: number): string =>
  printer.printDocToString([doc, hardline], { ...layout, printWidth: width }).formatted;

/** The text of a document that takes one line however long that is; nothing of another. */
export function flatText(doc: Doc): string | undefined {
  if (typeof doc === 'string') return doc;
  const text = printer.printDocToString(doc, { ...layout, printWidth: Number.POSITIVE_INFINITY }).formatted;
  return text.includes('\n') ? undefined : text;
}

/** A row on one line, if it may be; among others on that line, so without the room that its word has below others. */
export function flatRow({ cells, body }: Row): string | undefined {
  if (body && body.flat === undefined) return undefined;
  const texts = [...cells.map((cell) => flatText(cell)?.trimEnd()), ...(body ? [body.flat] : [])];
  return texts.every((text) => text !== undefined) ? texts.join(' ') : undefined;
}

/** The largest size, or 0. Lists may be longer than what a function takes as arguments. */
const largest = <T>(items: readonly T[], size: (item: T) => number): number =>
  items.reduce((most, item) => Math.max(most, size(item)), 0);

/** How wide the cells of each row are, so that those of neighbours of one table end in the same columns. */
export function columnsOf(rows: readonly (readonly (string | undefined)[])[]): number[][] {
  const widths = rows.map((): number[] => []);
  const columns = largest(rows, (texts) => texts.length - 1);
  for (let column = 0; column < columns; column += 1) {
    let from = 0;
    const close = (to: number): void => {
      const width = largest(rows.slice(from, to), (texts) => texts[column]?.length ?? 0);
      for (let row = from; row < to; row += 1) widths[row]?.push(width);
    };
    rows.forEach((texts, row) => {
      if (column < texts.length - 1) return;
      close(row);
      from = row + 1;
    });
    close(rows.length);
  }
  return widths;
}

/**
 * Rows below each other, with their comments and at most one blank line between them. Neighbours stand in columns; a
 * blank line ends a table, and so does a body that takes several lines. A body takes several lines if there is no room.
 * @param column where the rows begin
 */
export function rowsBelow(
  items: readonly Item[],
  tail: readonly Comment[],
  { column, width }: { readonly column: number; readonly width: number },
): Doc {
  const room = width - column;
  const lines = items.map((item): Line => ({
    item,
    texts: textsOf(item.row),
    isOpen: !mayClose(item.row) || (flatRow(item.row)?.length ?? Infinity) <= room,
  }));
  // Those that take several lines in any case are out of it now, so that the next time there is the same to decide. To
  // close one more narrows its table, which makes no other one too long.
  let texts: (string | undefined)[];
  for (;;) {
    const tables = tablesOf(lines);
    texts = tables.flatMap((table) => oneLiners(table, room));
    const tooLong = lines.filter(({ item, isOpen }, at) => mayClose(item.row) && isOpen && texts[at] === undefined);
    if (tooLong.length === 0) {
      const padded = tables.flatMap((table) => paddedRows(table, texts.splice(0, table.length)));
      return stacked(items, padded, tail);
    }
    for (const line of tooLong) line.isOpen = false;
  }
}

function textsOf({ cells, body }: Row): (string | undefined)[] {
  const texts = cells.map(flatText);
  if (!body || body.isColumn) return body ? [...texts, body.flat] : texts;
  const header = texts.at(-1);
  const last = header === undefined || body.flat === undefined ? undefined : `${header} ${body.flat}`;
  return [...texts.slice(0, -1), last];
}

function tablesOf(lines: readonly Line[]): Line[][] {
  const tables: Line[][] = [];
  let previous: Line | undefined;
  for (const line of lines) {
    const { item } = line;
    const isApart = item.isAfterBlank || item.comments.some(({ isAfterBlank }) => isAfterBlank);
    const isNext = previous?.item.row.table === item.row.table && !isApart;
    if (isNext && previous && isTabular(previous) && isTabular(line)) tables.at(-1)?.push(line);
    else tables.push([line]);
    previous = line;
  }
  return tables;
}

const isTabular = ({ texts, isOpen }: Line): boolean =>
  isOpen && texts.slice(0, -1).every((text) => text !== undefined);

const padded = (texts: readonly string[], widths: readonly number[]): string =>
  texts.map((text, at) => text.padEnd(widths[at] ?? 0)).join(' ');

/** The rows of a table that fit on one line. */
function oneLiners(table: readonly Line[], room: number): (string | undefined)[] {
  const widths = columnsOf(table.map(({ texts }) => texts));
  return table.map(({ texts, isOpen }, row) => {
    const found = texts.filter((text) => text !== undefined);
    const text = isOpen && found.length === texts.length ? padded(found, widths[row] ?? []) : undefined;
    return text !== undefined && text.length <= room ? text : undefined;
  });
}

/** The rows of a table, with the comments behind neighbours in one column too. */
function paddedRows(table: readonly Line[], texts: readonly (string | undefined)[]): Doc[] {
  const widths = columnsOf(table.map((line) => line.texts));
  const ends = columnsOf(
    table.map(({ item }, row) => (item.behind !== undefined && texts[row] !== undefined ? [texts[row], ''] : [''])),
  );
  return table.map(({ item, texts: cells, isOpen }, row) => {
    const text = texts[row];
    const behind = item.behind === undefined ? '' : `  ${item.behind}`;
    if (text !== undefined) return text.padEnd(ends[row]?.[0] ?? 0) + behind;
    const { row: source } = item;
    if (!isOpen) return [join(' ', [...source.cells, ...(source.body ? [source.body.broken] : [])]), behind];
    return [
      source.cells
        .slice(0, -1)
        .map((cell, at) => [cell, ' '.repeat((widths[row]?.[at] ?? 0) - (cells[at]?.length ?? 0) + 1)]),
      source.cells.at(-1) ?? '',
      behind,
    ];
  });
}

function stacked(items: readonly Item[], rows: readonly Doc[], tail: readonly Comment[]): Doc {
  const docs: Doc[] = [];
  const add = (doc: Doc, isAfterBlank: boolean): void => {
    if (docs.length > 0) docs.push(isAfterBlank ? [hardline, hardline] : hardline);
    docs.push(doc);
  };
  items.forEach(({ comments, isAfterBlank }, at) => {
    for (const comment of comments) add(comment.text, comment.isAfterBlank);
    add(rows[at] ?? '', isAfterBlank);
  });
  for (const comment of tail) add(comment.text, comment.isAfterBlank);
  return docs;
}
