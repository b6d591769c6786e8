import { TooLargeError } from './too-large-error.ts';

interface Thing {
  readonly id: string;
}

interface Connection {
  readonly from: string;
  readonly to: string;
}

const MOST_THINGS = 5_000;

/** Of ranks that connections go through, all together: the layout keeps a place for a connection in each of them. */
const MOST_PLACES = 20_000;

/** Throws a `TooLargeError` where a layout would take too long or too much memory. */
export function checkSize(things: readonly Thing[], connections: readonly Connection[]): void {
  if (things.length > MOST_THINGS) throw new TooLargeError(`more than ${String(MOST_THINGS)} things`);
  const ranks = ranksOf(things, connections);
  let places = 0;
  for (const { from, to } of connections) places += Math.max(1, (ranks.get(to) ?? 0) - (ranks.get(from) ?? 0));
  if (places > MOST_PLACES) throw new TooLargeError('too many links, or links that go too far');
}

/** The longest way to each thing. Things on a circle have rank 0. */
function ranksOf(things: readonly Thing[], connections: readonly Connection[]): ReadonlyMap<string, number> {
  const ranks = new Map(things.map(({ id }) => [id, 0]));
  const next = new Map<string, string[]>();
  const waiting = new Map<string, number>();
  for (const { from, to } of connections) {
    const after = next.get(from);
    if (after) after.push(to);
    else next.set(from, [to]);
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
  }
  const open = things.map(({ id }) => id).filter((id) => !waiting.has(id));
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const to of next.get(id) ?? []) {
      ranks.set(to, Math.max(ranks.get(to) ?? 0, (ranks.get(id) ?? 0) + 1));
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) open.push(to);
    }
  }
  return ranks;
}
