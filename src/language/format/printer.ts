import { defined } from '../../base/values/defined.ts';
import { builders } from 'prettier/doc';
import type * as ast from '../syntax/nodes.ts';
import { bodyOf, listOf, type Bracketed } from './brackets.ts';
import { forms, namesOf, operandsOf, partsOf, type Form, type Part } from './shapes.ts';
import { flatText, rowsBelow, type Doc, type Item, type Row } from './table.ts';
import { LostError, Tokens, type Comment } from './tokens.ts';

const { align, group, hardline, indent, join, line, literalline, softline } = builders;

/** One token or part of a phrase, with what stands between it and the one before. */
interface Piece {
  readonly before: Doc;
  /** Its first token. */
  readonly text: string;
  readonly doc: Doc;
  /** A word of the language behind a value: where the phrase is too long, a line begins with it. */
  readonly isWord: boolean;
  readonly isBrackets: boolean;
}

const NONE: ReadonlySet<number> = new Set();
const closers = new Map([
  ['{', '}'],
  ['[', ']'],
  ['(', ')'],
]);
const ends = new Set([',', '}', ']', ')']);
/** Signs with no space before them, and with none behind. */
const gluedBefore = new Set([',', '.', '..', '@', '?', '<', '>']);
const gluedBehind = new Set(['.', '..', '@', '<', '+', '-']);

const strategyWords = new Set(['WHEN', 'IF', 'THEN', 'ELSE']);
/** The room of the longest of them, so that what they say begins in one column. */
const STRATEGY_COLUMN = 4;
const INDENT = 2;

/** Makes a document of a file. It takes the tokens one by one, and asks the tree what they are. */
export class Printer {
  readonly #tokens: Tokens;
  readonly #width: number;
  /** Where lines begin. */
  #column = 0;

  constructor(text: string, tokens: readonly ast.Token[], width: number) {
    this.#tokens = new Tokens(text, tokens);
    this.#width = width;
  }

  file(file: ast.File): Doc {
    const parts = partsOf(file);
    const { items, tail } = this.#items(
      [],
      () => this.#tokens.isAtEnd,
      () => this.#row(taken(parts)),
    );
    return rowsBelow(items, tail, { column: 0, width: this.#width });
  }

  // ------------------------------------------------------------------------------------------------------------ rows

  #row(part: Part): Row {
    const form = forms[part.kind];
    if (form.shape === 'block' || form.shape === 'strategy') return this.#block(part, form);
    if (form.shape === 'sourced') return this.#sourced(part, form);
    const at = this.#tokens.at;
    const pieces = this.#phrase(part);
    if (form.table === 'action') return { table: 'action', cells: [this.#joined(pieces, at)] };
    return { table: form.table ?? '', cells: this.#cells(pieces, at) };
  }

  /** `word header { … }` */
  #block(part: Part, { shape, table = '' }: Form): Row {
    const at = this.#tokens.at;
    const parts = partsOf(part);
    const atBody = (): boolean => this.#tokens.peek() === '{' && !this.#begins(parts[0]);
    const pieces = this.#pieces(parts, namesOf(part), atBody);
    const cells = this.#cells(pieces, at);
    const isStrategy = shape === 'strategy';
    const { flat, broken } = this.#body(() => (isStrategy ? this.#strategyClause(parts) : this.#clause(parts)));
    const isColumn = table !== 'step';
    return { table, cells, body: defined({ broken, isColumn, flat }) };
  }

  #body(item: () => Row): ReturnType<typeof bodyOf> {
    return bodyOf(this.#bracketed(item), { column: this.#column + INDENT, width: this.#width });
  }

  /** A clause in a body; one of which the tree has the value alone is a word and that. */
  #clause(parts: Part[]): Row {
    const [part] = parts;
    if (part && this.#begins(part) && forms[part.kind].table !== undefined) return this.#row(taken(parts));
    const at = this.#tokens.at;
    const end = at + 2;
    return {
      table: 'clause',
      cells: this.#cells(
        this.#pieces(parts, NONE, () => this.#tokens.at >= end),
        at,
      ),
    };
  }

  /** WHEN a trigger, IF a constraint, THEN actions; or what stands before and behind them. */
  #strategyClause(parts: Part[]): Row {
    const [part] = parts;
    const table = this.#tokens.peek();
    if (part?.kind === 'branch' && this.#begins(part)) {
      parts.shift();
      const head = part.of === 'else' ? [this.#strategyWord()] : [this.#token(), this.#gap(' '), this.#token()];
      return this.#outcome(table, head, partsOf(part));
    }
    if (table === 'THEN') return this.#outcome(table, [this.#strategyWord()], parts);
    if (!strategyWords.has(table)) return this.#clause(parts);
    const head = this.#strategyWord();
    const gap = this.#gap(' ');
    return this.#hanging(table, [head], gap, () => {
      const { at } = this.#tokens;
      const isEnd = (): boolean => strategyWords.has(this.#tokens.peek()) || this.#tokens.peek() === '}';
      return this.#joined(this.#pieces(parts, NONE, isEnd, { isHung: true }), at);
    });
  }

  #strategyWord(): string {
    return this.#tokens.take().padEnd(STRATEGY_COLUMN);
  }

  /** An action, or several between braces. */
  #outcome(table: string, head: readonly Doc[], parts: Part[]): Row {
    const gap = this.#gap(' ');
    if (this.#tokens.peek() === '{')
      return { table, cells: [[...head]], body: { ...this.#body(() => this.#row(taken(parts))), isColumn: false } };
    if (parts[0]?.kind !== 'parallel')
      return this.#hanging(table, head, gap, () => join(' ', [...this.#row(taken(parts)).cells]));
    const { cells, body } = this.#row(taken(parts));
    return defined({ table, cells: [[...head, gap, ...cells]], body: body && { ...body, isColumn: false } });
  }

  /** What goes on in the column where it begins. */
  #hanging(table: string, head: readonly Doc[], gap: Doc, make: () => Doc): Row {
    const column = flatText([...head, ' '])?.length ?? INDENT;
    const doc = this.#within(column, make);
    return { table, cells: gap === ' ' ? [[...head], align(column, doc)] : [[...head, align(column, [gap, doc])]] };
  }

  /** `sensor name = value`, or `sensor name : Type` and where it is from, on a line of its own if the author wrote it so. */
  #sourced(part: Part, { table = '' }: Form): Row {
    const at = this.#tokens.at;
    const parts = partsOf(part);
    const names = namesOf(part);
    const { start, end } = { start: () => this.#tokens.start, end: part.span.end };
    const isSource = (): boolean => this.#tokens.peek() === 'from' && !names.has(start()) && !this.#begins(parts[0]);
    const head = this.#pieces(parts, names, () => start() >= end || isSource());
    if (start() >= end) return { table, cells: this.#cells(head, at) };
    const signature = this.#joined(head, at);
    const shouldBreak = this.#tokens.isFirstOfLine;
    const gap = this.#gap(line);
    const source = this.#within(INDENT, () => plain(this.#pieces(parts, names, () => start() >= end)));
    return { table, cells: [group([signature, indent([gap, source])], { shouldBreak })] };
  }

  /** A row in columns: its word, the name that it declares, its type, and the rest. */
  #cells(pieces: readonly Piece[], at: number): Doc[] {
    const units = unitsOf(pieces);
    const cuts = [1];
    if (units[2]?.text === ':') cuts.push(2, 4);
    else if (units[2]?.text === '=' || units[1]?.text === '{' || units[1]?.text === '[') cuts.push(2);
    const places = cuts.filter((cut) => units[cut]?.before === ' ');
    const isLong = this.#isLong(pieces, at);
    return [0, ...places].map((from, index) => lines(units.slice(from, places[index]), isLong));
  }

  #joined(pieces: readonly Piece[], at: number): Doc {
    return lines(unitsOf(pieces), this.#isLong(pieces, at));
  }

  /** Whether a phrase is longer than a line; brackets in it are rather broken than words moved. */
  #isLong(pieces: readonly Piece[], at: number): boolean {
    return this.#tokens.lengthSince(at) > this.#width - this.#column && !pieces.some(({ isBrackets }) => isBrackets);
  }

  // --------------------------------------------------------------------------------------------------------- phrases

  #phrase(part: Part): Piece[] {
    const isTight = forms[part.kind].shape === 'labelled';
    return this.#pieces(partsOf(part), namesOf(part), () => this.#tokens.start >= part.span.end, { isTight });
  }

  /**
   * Tokens and parts with a space between them, but where signs want none.
   * @param parts the parts to come, which are taken away; those that are left come later
   */
  #pieces(
    parts: Part[],
    names: ReadonlySet<number>,
    isEnd: () => boolean,
    { isTight = false, isHung = false } = {},
  ): Piece[] {
    const pieces: Piece[] = [];
    let previous = '';
    while (!isEnd()) {
      const text = this.#tokens.peek();
      const part = this.#begins(parts[0]) ? parts[0] : undefined;
      const isBrackets = part === undefined && closers.has(text);
      const isGlued =
        pieces.length === 0 ||
        (isBrackets && text === '(') ||
        (part === undefined && (gluedBefore.has(text) || (isTight && text === ':'))) ||
        gluedBehind.has(previous);
      const before = pieces.length === 0 ? '' : this.#gap(isGlued ? '' : ' ');
      const isName = this.#tokens.kind !== 'word' && this.#tokens.kind !== 'keyword';
      const isWord = part ? part.kind === 'scale' : !isName && !names.has(this.#tokens.start);
      previous = part ? '' : text;
      if (part) parts.shift();
      const doc = part ? this.#part(part, isHung) : isBrackets ? this.#list(parts) : this.#token();
      pieces.push({ before, text, doc, isWord, isBrackets });
    }
    return pieces;
  }

  /** Whether a part comes next, be it in parentheses. */
  #begins(part: Part | undefined): boolean {
    if (!part) return false;
    const { start } = this.#tokens;
    const isGroup = this.#tokens.peek() === '(' && forms[part.kind].isValue === true && this.#tokens.peek(1) !== ')';
    return start === part.span.start || (isGroup && start < part.span.start);
  }

  #part(part: Part, isHung = false): Doc {
    const { shape, isValue } = forms[part.kind];
    if (isValue && this.#tokens.peek() === '(' && this.#tokens.start < part.span.start) return this.#group(part);
    if (part.kind === 'binary') return this.#chain(part, isHung);
    switch (shape) {
      case 'token':
        return this.#token();
      case 'brackets':
        return this.#list(partsOf(part));
      case 'phrase':
      case 'labelled':
        return plain(this.#phrase(part));
      default:
        throw new LostError(`${part.kind} stands where none is looked for, at ${part.span.start}`);
    }
  }

  /** `( … )` around a value */
  #group(part: Part): Doc {
    const open = this.#token();
    const inner = this.#within(INDENT, () => [this.#gap(softline), this.#part(part)]);
    const gap = this.#gap(softline);
    return group([open, indent(inner), gap, this.#token()]);
  }

  /** Operands of operators that bind equally; all go on lines of their own if one does. */
  #chain(node: ast.Binary, isHung: boolean): Doc {
    const [first = node, ...rest] = operandsOf(node);
    const left = this.#part(first);
    const right = this.#within(isHung ? 0 : INDENT, () =>
      rest.map((operand) => [this.#gap(line), this.#token(), this.#gap(' '), this.#part(operand)]),
    );
    return group([left, isHung ? right : indent(right)]);
  }

  // -------------------------------------------------------------------------------------------------------- brackets

  /** Items between brackets, with commas between them. */
  #list(parts: Part[]): Doc {
    const bracketed = this.#bracketed(() => {
      const [part] = parts;
      if (!part || !this.#begins(part) || forms[part.kind].shape !== 'labelled')
        return { table: '', cells: [plain(this.#pieces(parts, NONE, () => ends.has(this.#tokens.peek())))] };
      const [name, ...value] = unitsOf(this.#phrase(taken(parts)));
      if (!name) throw new LostError(`nothing stands at ${part.span.start}`);
      const isCut = value[0]?.before === ' ';
      return { table: '', cells: isCut ? [name.doc, lines(value, false)] : [lines([name, ...value], false)] };
    });
    return listOf(bracketed, { column: this.#column + INDENT, width: this.#width });
  }

  #bracketed(item: () => Row): Bracketed {
    const before = this.#tokens.takeComments();
    const open = this.#tokens.take();
    const close = closers.get(open);
    const isOnNewLine = this.#tokens.isFirstOfLine;
    const [behind, ...rest] = [...before, ...this.#tokens.takeBehind()];
    const { items, tail } = this.#within(INDENT, () => this.#items(rest, () => this.#tokens.peek() === close, item));
    this.#tokens.take();
    return defined({ open, close: close ?? '', items, tail, isOnNewLine, behind: behind?.text });
  }

  /** Rows until the end, with the comments around them. One that has no place where it stands goes before the next row. */
  #items(carried: readonly Comment[], isEnd: () => boolean, read: () => Row): Pick<Bracketed, 'items' | 'tail'> {
    const tokens = this.#tokens;
    const items: (Item & { sharesLine: boolean })[] = [];
    let left = carried;
    while (!isEnd()) {
      const comments = [...left, ...tokens.takeComments()];
      const place = { isAfterBlank: tokens.isAfterBlank, sharesLine: !tokens.isFirstOfLine };
      const { at } = tokens;
      const row = read();
      if (tokens.at === at) throw new LostError(`nothing could be read at ${tokens.start}`);
      const after = [...tokens.takeBehind()];
      if (tokens.peek() === ',') {
        after.push(...tokens.takeComments());
        tokens.take();
        after.push(...tokens.takeBehind());
      }
      const [behind, ...rest] = after;
      items.push(defined({ row, comments, ...place, behind: behind?.text }));
      left = rest;
    }
    return { items, tail: [...left, ...tokens.takeComments()] };
  }

  // ---------------------------------------------------------------------------------------------------------- tokens

  /** What stands between two tokens. A comment there stays, and what is behind it goes on the next line. */
  #gap(separator: Doc): Doc {
    // It is rather the comment of what is between the brackets.
    if (this.#tokens.peek() === '{' || this.#tokens.peek() === '[') return separator;
    return this.#tokens.hasComments ? this.#comments() : separator;
  }

  #comments(): Doc {
    return ['  ', ...this.#tokens.takeComments().map(({ text }) => [text, hardline])];
  }

  #token(): Doc {
    const comments = this.#tokens.hasComments ? this.#comments() : undefined;
    const [first = '', ...rest] = this.#tokens.take().split('\n');
    const doc = rest.length === 0 ? first : join(literalline, [first, ...rest]);
    return comments ? [comments, doc] : doc;
  }

  #within<T>(columns: number, make: () => T): T {
    this.#column += columns;
    const made = make();
    this.#column -= columns;
    return made;
  }
}

/** The first of the parts to come. */
function taken(parts: Part[]): Part {
  const part = parts.shift();
  if (!part) throw new LostError('there are fewer parts than were looked for');
  return part;
}

/** Pieces with no space between them are one. */
function unitsOf(pieces: readonly Piece[]): Piece[] {
  const units: Piece[] = [];
  for (const piece of pieces) {
    const last = units.at(-1);
    if (!last || piece.before !== '') units.push(piece);
    else units.splice(-1, 1, { ...last, doc: [last.doc, piece.doc] });
  }
  return units;
}

const plain = (pieces: readonly Piece[]): Doc => lines(pieces, false);

/** A phrase; one that is too long begins a line with each word behind a value. */
function lines(pieces: readonly Piece[], isLong: boolean): Doc {
  if (pieces.length === 1) return pieces[0]?.doc ?? '';
  return pieces.map(({ before, doc, isWord }, at) => {
    if (at === 0) return doc;
    const isStart = isLong && isWord && before === ' ' && pieces[at - 1]?.isWord === false;
    return [isStart ? indent(hardline) : before, doc];
  });
}
