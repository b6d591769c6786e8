import * as t from './tokens.ts';

const LONGEST = 30;

/** A kind of token, as a message names what it expects. */
export function expected(type: t.TokenType): string {
  if (type === t.Identifier) return 'a name';
  if (type === t.StringToken) return 'a string';
  return quoted(type.LABEL);
}

/** A token, as a message names what it found. */
export function found(token: t.Lexeme, end: string): string {
  if (token.tokenType === t.EOF) return end;
  const [line = ''] = token.image.split(/[\r\n]/, 1);
  return quoted(line.length > LONGEST || line !== token.image ? `${line.slice(0, LONGEST)}…` : line);
}

/** A word or sign of the language in a sentence. */
export const quoted = (text: string): string => `\`${text}\``;

/** `a, b or c` */
export function oneOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
