/** What an ASCII character may begin. */
export const SPACE = 1;
export const LETTER = 2;
export const DIGIT = 3;
export const SYMBOL = 4;
export const OTHER = 0;

/** The class of each, by its code. */
export const classes = new Uint8Array(128);
const classify = (characters: string, kind: number): void => {
  for (const character of characters) classes[character.charCodeAt(0)] = kind;
};
classify(' \t\r\n\f\v', SPACE);
classify('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', LETTER);
classify('0123456789', DIGIT);
classify('{}[]().,:@?=<>+-*/', SYMBOL);
