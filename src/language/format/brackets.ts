import { defined } from '../../base/values/defined.ts';
import { builders } from 'prettier/doc';
import { columnsOf, flatRow, flatText, rowsBelow, type Body, type Doc, type Item, type Row } from './table.ts';
import type { Comment } from './tokens.ts';

const { fill, group, hardline, ifBreak, indent, join, line, softline } = builders;

/** What was read between brackets. */
export interface Bracketed {
  readonly open: string;
  readonly close: string;
  /** The comment behind the opening bracket. */
  readonly behind?: string;
  readonly items: readonly (Item & { readonly sharesLine: boolean })[];
  readonly tail: readonly Comment[];
  /** The author began what is between the brackets on a line of its own. */
  readonly isOnNewLine: boolean;
}

interface Place {
  readonly column: number;
  readonly width: number;
}

/** Clauses between braces: on one line, two spaces apart, if the author wrote them so; or each on its own. */
export function bodyOf(bracketed: Bracketed, place: Place): Omit<Body, 'isColumn'> {
  const { open, close, items } = bracketed;
  if (isEmpty(bracketed)) return { flat: open + close, broken: open + close };
  const flats = items.map(({ row }) => flatRow(row));
  const isFlat = !isBroken(bracketed) && flats.every((flat) => flat !== undefined);
  return defined({
    broken: below(bracketed, rowsBelow(items, bracketed.tail, place)),
    flat: isFlat ? `${open} ${flats.join('  ')} ${close}` : undefined,
  });
}

/**
 * Items between brackets with commas between them: on one line if there is room and the author wrote them so; or each on
 * its own, with a comma behind the last. Those that the author wrote on one of several lines stay together.
 */
export function listOf(bracketed: Bracketed, place: Place): Doc {
  const { open, close, items } = bracketed;
  if (isEmpty(bracketed)) return open + close;
  const isFlat = !isBroken(bracketed) && items.every(({ row }) => flatRow(row) !== undefined);
  if (!isFlat) return below(bracketed, rowsBelow(runsOf(bracketed, place), bracketed.tail, place));
  const inner = open === '{' ? line : softline;
  const id = Symbol('list');
  const comma = ifBreak(',', '', { groupId: id });
  const content = areWords(items.map(({ row }) => row))
    ? fill(separated(items.map(({ row }, at) => [...row.cells, at < items.length - 1 ? ',' : comma])))
    : [join([',', line], inColumns(items.map(({ row }) => row))), comma];
  return group([open, indent([inner, content]), inner, close], { id });
}

const isEmpty = ({ items, tail, behind }: Bracketed): boolean =>
  items.length === 0 && tail.length === 0 && behind === undefined;

const isBroken = ({ items, tail, behind, isOnNewLine }: Bracketed): boolean =>
  isOnNewLine ||
  tail.length > 0 ||
  behind !== undefined ||
  items.some((item) => item.comments.length > 0 || item.behind !== undefined);

function below({ open, close, behind }: Bracketed, rows: Doc): Doc {
  return [open, behind === undefined ? '' : `  ${behind}`, indent([hardline, rows]), hardline, close];
}

/** The items of one line are a row, if there is room for them. */
function runsOf({ items }: Bracketed, { column, width }: Place): Item[] {
  const runs: Bracketed['items'][number][][] = [];
  for (const item of items) {
    const run = runs.at(-1);
    if (run && item.sharesLine && item.comments.length === 0 && run.at(-1)?.behind === undefined) run.push(item);
    else runs.push([item]);
  }
  return runs.flatMap((run): Item[] => {
    const texts = run.map(({ row }) => flatRow({ ...row, cells: withComma(row) }));
    const isRow = texts.every((text) => text !== undefined) && column + texts.join(' ').length <= width;
    if (run.length > 1 && (isRow || areWords(run.map(({ row }) => row)))) return [together(run)];
    return run.map((item) => ({ ...item, row: { ...item.row, cells: withComma(item.row) } }));
  });
}

function together(run: Bracketed['items']): Item {
  const doc = fill(separated(run.map(({ row }) => join(' ', withComma(row)))));
  const { comments = [], isAfterBlank = false } = run[0] ?? {};
  const { behind } = run.at(-1) ?? {};
  return defined({ row: { table: '', cells: [doc] }, comments, isAfterBlank, behind });
}

const withComma = ({ cells }: Row): Doc[] => [...cells.slice(0, -1), [cells.at(-1) ?? '', ',']];

const separated = (docs: readonly Doc[]): Doc[] => join(line, [...docs]);

/** Single words fill lines. */
const areWords = (rows: readonly Row[]): boolean =>
  rows.every(({ cells }) => cells.length === 1 && typeof cells[0] === 'string');

/** The cells of items in columns, for where they come to stand below each other. */
function inColumns(rows: readonly Row[]): Doc[] {
  const texts = rows.map(({ cells }) => cells.map(flatText));
  const widths = columnsOf(texts);
  return rows.map(({ cells }, row) =>
    cells.map((cell, at) => {
      const padding = (widths[row]?.[at] ?? 0) - (texts[row]?.[at]?.length ?? 0);
      return at < cells.length - 1 ? [cell, ifBreak(' '.repeat(padding + 1), ' ')] : cell;
    }),
  );
}
