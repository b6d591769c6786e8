/** English for messages and reports. */

/** `1 edit`, `2 edits`, `2 strategies`. */
export const counted = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${String(count)} ${count === 1 ? noun : nouns}`;

/** `never`, `once`, `twice`, `3 times`. */
export const times = (count: number): string => ['never', 'once', 'twice'][count] ?? `${String(count)} times`;

/** A text from outside on one line, without what a terminal would obey, in at most `most` characters. */
export function onOneLine(text: string, most: number): string {
  const line = text
    .slice(0, 4 * most)
    .replaceAll(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim();
  return line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line;
}

/** `a service`, `an executor`, by the first letter. */
export const withArticle = (noun: string): string => `${/^[aeio]/i.test(noun) ? 'an' : 'a'} ${noun}`;
