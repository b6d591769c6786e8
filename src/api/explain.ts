import { catalogue } from '../base/diagnostics/catalogue.ts';
import { closest } from '../base/diagnostics/suggest.ts';
import type { Explanation } from './types.ts';

const entries = Object.entries(catalogue);

/** The page of a message by its code or name, as `SF2001` or `unknown-name`. Undefined where there is none. */
export function explain(asked: string): Explanation | undefined {
  const entry = entries.find(([name, { code }]) => name === asked || code === asked.toUpperCase());
  if (!entry) return undefined;
  const [name, { code, severity, explain: text }] = entry;
  return { code, name, severity, text };
}

/** The code or name that was probably meant. */
export const closestMessage = (asked: string): string | undefined =>
  closest(
    asked,
    entries.flatMap(([name, { code }]) => [name, code]),
  );
