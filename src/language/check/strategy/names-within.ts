import type { Span } from '../../../base/source/source.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { calledIn } from './receivers.ts';

/** The names within a place of a strategy that may stand for a parameter of its template. */
export function namesWithin(strategy: syntax.Strategy, place: Span): ReadonlySet<string> {
  const { modifiers, trigger, heldFor, constraint, actions, branches } = strategy;
  const hidden = new Set([...calledIn(trigger)].flatMap(({ parameters }) => parameters.map(({ name }) => name.text)));
  const within = (parts: unknown): string[] =>
    [...namesIn(parts)].flatMap(({ text, span }) => (contains(place, span) ? [text] : []));
  return new Set([
    ...within([modifiers, trigger, heldFor]),
    ...within([constraint, actions, branches]).filter((name) => !hidden.has(name)),
  ]);
}

const contains = (outer: Span, { path, start, end }: Span): boolean =>
  outer.path === path && outer.start <= start && end <= outer.end;

type Referring = syntax.Reference | syntax.Changed | syntax.SetAction | syntax.Invocation;

/** The names that stand for something else than themselves. */
function* namesIn(part: unknown): Generator<syntax.Name> {
  if (typeof part !== 'object' || part === null) return;
  if (!isReferring(part)) {
    for (const inner of Object.values(part)) yield* namesIn(inner);
    return;
  }
  switch (part.kind) {
    case 'reference':
      yield part.name;
      break;
    case 'on':
      yield* part.path.slice(0, -1);
      break;
    case 'set':
      yield part.name;
      yield* namesIn(part.value);
      break;
    case 'action':
      // What is done has a name of its own.
      yield* namesIn([part.value.kind === 'call' ? part.value.arguments : [], part.retry]);
  }
}

const isReferring = (part: object): part is Referring =>
  'kind' in part && ['reference', 'on', 'set', 'action'].includes(String(part.kind));
