import type { IToken } from 'chevrotain';
import { MAX_DEPTH } from './limits.ts';
import * as t from './tokens.ts';

/**
 * The first token that is nested too deep: in brackets, in a row of prefix operators, or in type arguments. Asked before
 * parsing, since the parser recurses as deep as the text is nested.
 */
export function tooDeep(tokens: readonly IToken[]): IToken | undefined {
  let brackets = 0;
  let prefixes = 0;
  let types = 0;
  for (const token of tokens) {
    const { tokenType } = token;
    if (isOpening(token)) brackets += 1;
    else if (isClosing(token)) brackets = Math.max(0, brackets - 1);
    prefixes = tokenType === t.Not || tokenType === t.Minus || tokenType === t.Plus ? prefixes + 1 : 0;
    if (tokenType === t.Less) types += 1;
    else if (tokenType !== t.Identifier) types = 0;
    if (brackets + prefixes > MAX_DEPTH || types > MAX_DEPTH) return token;
  }
  return undefined;
}

/** The last bracket that was opened and never closed. */
export function unclosed(tokens: readonly IToken[]): IToken | undefined {
  const open: IToken[] = [];
  for (const token of tokens) {
    if (isOpening(token)) open.push(token);
    else if (isClosing(token)) open.pop();
  }
  return open.at(-1);
}

const isOpening = ({ tokenType }: IToken): boolean =>
  tokenType === t.OpenBrace || tokenType === t.OpenParen || tokenType === t.OpenBracket;
const isClosing = ({ tokenType }: IToken): boolean =>
  tokenType === t.CloseBrace || tokenType === t.CloseParen || tokenType === t.CloseBracket;
