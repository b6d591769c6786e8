import * as t from './tokens.ts';

/** Signs of other languages, with the word of this one. */
export const foreignOperators: ReadonlyMap<string, t.TokenType> = new Map([
  ['&&', t.And],
  ['||', t.Or],
  ['!==', t.NotEqual],
  ['!', t.Not],
  ['===', t.Equal],
  ['<>', t.NotEqual],
  ['≥', t.GreaterOrEqual],
  ['≤', t.LessOrEqual],
  ['≠', t.NotEqual],
  ['=>', t.GreaterOrEqual],
  ['=<', t.LessOrEqual],
]);

// These patterns stand within functions: to make one of all of Unicode takes a good part of a millisecond, and most texts need
// none.

/** Whether a letter of another script stands there: no part of a name, but meant as one. */
export function isForeignLetterAt(text: string, at: number): boolean {
  const letter = /[\p{L}\p{M}\p{N}]/uy;
  letter.lastIndex = at;
  return letter.test(text);
}

/** What was meant as a name there. */
export function foreignNameAt(text: string, at: number): string {
  const name = /[\p{L}\p{M}\p{N}_]*(?:-[\p{L}\p{M}\p{N}_]+)*/uy;
  name.lastIndex = at;
  return name.exec(text)?.[0] ?? '';
}

export const isInvisible = (character: string): boolean => /^[\p{C}\p{Z}]$/u.test(character);
