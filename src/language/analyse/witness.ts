import { formatValue } from '../../base/values/format.ts';
import { complement, intersect, isEmpty, knownValues } from '../../base/values/value-set.ts';
import { orderedIn, type Box } from '../reason/box.ts';
import { partsOfSum } from '../reason/linear.ts';
import { rangeOf } from '../reason/range.ts';
import { ABOVE } from '../reason/region.ts';
import type { Witnessed } from '../reason/witness.ts';
import { termText } from '../types/print-term.ts';
import type { Term } from '../types/term.ts';
import { typeName } from '../types/type.ts';

/**
 * Values for which constraints come out as they have to, as `request-rate(inference) is 22/s and latency(inference) is 300ms`.
 * None where no value matters.
 */
export function exampleOf({ box, leaves, values }: Witnessed): string | undefined {
  const told = keysThatMatter(box, leaves).flatMap((key) => {
    const [leaf, value] = [leaves.get(key), values.get(key)];
    if (!leaf || !value) return [];
    const text = termText(leaf);
    if (leaf.op === 'latch') {
      const isOn = value.known && value.value === (leaf.direction === 'rises' ? ABOVE : -ABOVE);
      return [`\`${text}\` is ${isOn ? 'still true' : 'not true yet'}`];
    }
    return [`${text} is ${value.known ? formatValue(value.value, typeName(leaf.type)) : 'unknown'}`];
  });
  return told.length === 0 ? undefined : told.join(' and ');
}

/** Of the quantities of a box those that it leaves not as they are, by themselves or together with others. */
function keysThatMatter(box: Box, leaves: ReadonlyMap<string, Term>): readonly string[] {
  const keys = [...box].flatMap(([key, set]) => {
    const together = partsOfSum(key)?.map((part) => part.key) ?? orderedIn(key);
    if (together) return together;
    const leaf = leaves.get(key);
    if (!leaf || leaf.op === 'latch') return [key];
    const left = intersect(intersect(rangeOf(leaf), knownValues), complement(set));
    return isEmpty(left) ? [] : [key];
  });
  return [...new Set(keys)];
}
