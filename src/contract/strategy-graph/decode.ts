import { isRecord } from '../../base/values/plain.ts';
import { onOneLine } from '../../base/values/words.ts';
import { mistakeOf } from './graph-mistake.ts';
import { validate } from './graph-validator.ts';
import { levelsOf, MAX_BYTES, MAX_LEVELS } from './limits.ts';
import { STRATEGY_GRAPH_VERSION, type StrategyGraph } from './strategy-graph.ts';

export type Decoded = { readonly graph: StrategyGraph } | { readonly reason: string };

/**
 * Reads what `encodeGraph` wrote. Anything else, and a graph of another release, comes back as a reason in plain words, with
 * the place as a JSON pointer. What a graph says twice counts as it is said last.
 */
export function decodeGraph(text: string): Decoded {
  if (text.length > MAX_BYTES || Buffer.byteLength(text) > MAX_BYTES)
    return { reason: `a strategy graph has at most ${MAX_BYTES} bytes` };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { reason: onOneLine(`this is not JSON: ${error instanceof Error ? error.message : ''}`, 200) };
  }
  if (!isRecord(data)) return { reason: 'a strategy graph is a JSON object' };
  const { version } = data;
  if (version !== STRATEGY_GRAPH_VERSION) {
    const found = typeof version === 'string' ? onOneLine(version, 100) : 'none';
    return { reason: `this engine runs graphs of version ${STRATEGY_GRAPH_VERSION}; this one has ${found}` };
  }
  // The code of the schema recurses.
  if (levelsOf(data) > MAX_LEVELS)
    return { reason: `a strategy graph has at most ${MAX_LEVELS} records and lists within each other` };
  return validate(data) ? { graph: data } : { reason: mistakeOf(validate.errors ?? [], data) };
}
