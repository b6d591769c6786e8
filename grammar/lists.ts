import { startsClause } from './bodies.ts';
import type { Core } from './core.ts';
import { expected } from './describe.ts';
import { insertion, unclosed } from './expect.ts';
import { atStrategyWord, complain, forgive } from './messages.ts';
import { belongsOutside, bracketStep, isDeeperThan, skipUntil, startsDeclaration } from './skipping.ts';
import * as t from './tokens.ts';

/** A list in brackets. */
interface List {
  readonly open: t.Lexeme;
  readonly close: t.TokenType;
  /** Whether an item begins at the next token. */
  readonly starts: () => boolean;
  readonly item: () => void;
}

/** Items with commas between; one may stand behind the last. */
export function readItems(p: Core, open: t.Lexeme, close: t.TokenType, starts: () => boolean, item: () => void): void {
  const list = { open, close, starts, item };
  p.recovery.brackets += 1;
  while (p.is(t.Comma)) {
    complain(p, `a value or ${expected(close)}`);
    p.skip();
    forgive(p);
  }
  const read = (): void => {
    item();
    do
      p.MANY({
        GATE: () => !p.is(close, 2),
        DEF: () => {
          p.CONSUME(t.Comma);
          item();
        },
      });
    while (resumeItems(p, list));
    p.OPTION1(() => p.CONSUME(t.Comma));
  };
  // The name of the first item is missing, not the item.
  if (p.is(t.Colon)) read();
  else p.OPTION(read);
  p.recovery.brackets -= 1;
}

const resumeItems = (p: Core, list: List): boolean =>
  p.guarded(
    () => p.is(list.close) || (p.is(t.Comma) && p.is(list.close, 2)),
    () => mendList(p, list),
    () => false,
  );

function mendList(p: Core, { open, close, starts, item }: List): boolean {
  const isWithin = p.columnOfFirst() === undefined || isDeeperThan(p, open);
  const isItem = starts() && !endsList(p) && isWithin && !p.is(t.Identifier, 2);
  const labels = isItem ? [] : [unclosed(p, open)];
  const isOpen = !isItem && !closesOnLine(p, close);
  const fix = isItem ? insertion(p, ',') : isOpen ? insertion(p, close.LABEL) : {};
  complain(p, `\`,\` or ${expected(close)}`, { labels, ...fix });
  if (isItem) {
    item();
    return true;
  }
  if (!closesOnLine(p, close)) return false;
  skipUntil(p, () => p.is(t.Comma) || p.is(close) || endsList(p));
  return p.is(t.Comma) && !p.is(close, 2);
}

function closesOnLine(p: Core, close: t.TokenType): boolean {
  let depth = 0;
  for (let ahead = 1; ; ahead += 1) {
    const { tokenType } = p.LA(ahead);
    if (tokenType === t.EOF || (ahead > 1 && p.columnOfFirst(ahead) !== undefined)) return false;
    if (depth === 0 && tokenType === close) return true;
    depth += bracketStep(tokenType);
  }
}

/** Fields, clauses of a list: each may have a comma behind it. */
export function readFields(p: Core, open: t.Lexeme, field: () => void): void {
  p.recovery.brackets += 1;
  do
    p.MANY({
      GATE: () => p.is(t.Colon, 2) || !endsList(p),
      DEF: () => {
        field();
        p.OPTION(() => p.CONSUME(t.Comma));
      },
    });
  while (resumeFields(p, open));
  p.recovery.brackets -= 1;
}

function resumeFields(p: Core, open: t.Lexeme): boolean {
  if (endsList(p)) return false;
  complain(p, 'a field or `}`', { labels: [unclosed(p, open)] });
  p.skip();
  skipUntil(p, () => p.is(t.Comma) || p.is(t.Colon, 2) || endsList(p));
  if (p.is(t.Comma)) p.skip();
  return !endsList(p);
}

/** Whether what stands there belongs to what is around the list: its end was forgotten. */
function endsList(p: Core): boolean {
  if (p.atEnd() || p.is(t.RightBrace) || atStrategyWord(p)) return true;
  const column = p.columnOfFirst();
  if (column === undefined) return false;
  if (column === 0 && startsDeclaration(p)) return true;
  return belongsOutside(p) || p.recovery.bodies.some(({ body }) => startsClause(p, body, p.is(t.Comma, 0)));
}
