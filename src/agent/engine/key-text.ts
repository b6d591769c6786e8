import { equalText } from '../../base/values/compare.ts';
import type { Value } from '../../base/values/value.ts';
import { idDigest } from './call-id.ts';

/** In characters. */
const LONGEST = 64;

/** One text for values that are equal, of bounded length. */
export function keyText(value: Value): string {
  const text = equalText(value);
  return text.length <= LONGEST ? text : `sha256-${idDigest(text)}`;
}
