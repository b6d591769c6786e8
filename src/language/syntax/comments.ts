import type { Token } from './nodes.ts';

/**
 * The comments right above a place, from top to bottom: each has a line of its own, and no line is free between them. Of what
 * only looks like a comment, as in a text, there is none.
 */
export function commentsAbove(text: string, tokens: readonly Token[], place: number): string[] {
  const breaks = (from: number, to: number): number => text.slice(from, to).split('\n').length - 1;
  const found: string[] = [];
  let below = place;
  for (let index = tokens.findIndex(({ start }) => start >= place) - 1; index >= 0; index -= 1) {
    const [before, token] = [tokens[index - 1], tokens[index]];
    if (token?.kind !== 'comment' || breaks(token.end, below) !== 1) break;
    if (before && breaks(before.end, token.start) === 0) break;
    found.unshift(text.slice(token.start, token.end));
    below = token.start;
  }
  return found;
}
