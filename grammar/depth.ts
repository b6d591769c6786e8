import { MAX_CHAIN, MAX_DEPTH } from './limits.ts';
import * as t from './tokens.ts';

export interface Depths {
  /** The first token that stands too deep, and the limit that it passes. */
  readonly tooDeep?: { readonly token: t.Lexeme; readonly limit: number };
  /** How deep the strings with holes stand, by their offset: what is in a hole stands deeper still. */
  readonly strings: ReadonlyMap<number, number>;
}

const opening = new Set([t.LeftBrace, t.LeftBracket, t.LeftParenthesis]);
const closing = new Set([t.RightBrace, t.RightBracket, t.RightParenthesis]);
const prefixes = new Set([t.Not, ...t.membersOf(t.Sign)]);
const operators = new Set([t.Dot, t.At, ...prefixes, ...t.membersOf(t.Operator)]);
const separators = new Set([t.Comma, t.Colon, t.Assign, t.When, t.If, t.Then, t.Range, t.Arrow]);

/**
 * Measures how deep the tree of these tokens will be. Asked before parsing: the parser, and all that walks the tree
 * later, recurse as deep as brackets and prefix operators are nested and as operators follow each other.
 */
export function measureDepths(tokens: readonly t.Lexeme[], base: number): Depths {
  const strings = new Map<number, number>();
  /** For each open bracket, the operators that stood before it. */
  const open: number[] = [];
  let chain = 0;
  let prefix = 0;
  let afterOperand = false;
  for (const token of tokens) {
    const { tokenType } = token;
    if (opening.has(tokenType)) {
      // A bracket behind a value calls it; a brace behind one begins something else.
      if (afterOperand && tokenType !== t.LeftParenthesis) chain = 0;
      open.push(chain + 1);
      chain = 0;
      afterOperand = false;
    } else if (closing.has(tokenType)) {
      chain = open.pop() ?? 0;
      prefix = 0;
      afterOperand = true;
    } else if (operators.has(tokenType)) {
      chain += 1;
      if (!afterOperand && prefixes.has(tokenType)) prefix += 1;
      afterOperand = false;
    } else if (separators.has(tokenType)) {
      chain = 0;
      prefix = 0;
      afterOperand = false;
    } else {
      if (afterOperand) chain = 0;
      prefix = 0;
      afterOperand = true;
      if (tokenType === t.StringToken) strings.set(token.startOffset, base + open.length);
    }
    if (base + open.length + prefix > MAX_DEPTH) return { tooDeep: { token, limit: MAX_DEPTH }, strings };
    if (chain > MAX_CHAIN) return { tooDeep: { token, limit: MAX_CHAIN }, strings };
  }
  return { strings };
}
