import { fingerprint } from '../../base/values/fingerprint.ts';
import { isRecord } from '../../base/values/plain.ts';
import { layOut } from './layout.ts';
import { withoutOrigins } from './origins.ts';
import { STRATEGY_GRAPH_VERSION, type StrategyGraph } from './strategy-graph.ts';

/** A ConfigMap holds a mebibyte; a graph that is larger was not written by the compiler. */
const MAX_CHARACTERS = 1_000_000;

/** JSON that is laid out to be read: the same graph is the same text. */
export const encodeGraph = (graph: StrategyGraph): string => layOut(graph);

/**
 * The digest of a graph, by which an agent is started anew. Where something stands in the sources is no part of it: a comment and a
 * file of another name change nothing that the agent does.
 */
export const graphDigest = (graph: StrategyGraph): string => fingerprint(JSON.stringify(withoutOrigins(graph)));

export type Decoded = { readonly graph: StrategyGraph } | { readonly reason: string };

/**
 * Reads what `encodeGraph` wrote. The version and the outline are checked, so that a wrong file or one of another release is
 * told from a graph; its inner parts are the compiler's, whose own tests hold them to the published schema.
 */
export function decodeGraph(text: string): Decoded {
  if (text.length > MAX_CHARACTERS) return { reason: `a strategy graph has at most ${MAX_CHARACTERS} characters` };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { reason: 'this is not JSON' };
  }
  if (!isRecord(data)) return { reason: 'a strategy graph is a JSON object' };
  const { version, agent, sensors, strategies } = data;
  if (version !== STRATEGY_GRAPH_VERSION) {
    const found = typeof version === 'string' ? version.slice(0, 100) : 'none';
    return { reason: `this engine runs graphs of version ${STRATEGY_GRAPH_VERSION}; this one has ${found}` };
  }
  for (const name of ['application', 'team', 'namespace', 'name', 'role']) {
    if (!isRecord(agent) || typeof agent[name] !== 'string')
      return { reason: `the graph does not say the ${name} of its agent` };
  }
  if (!isListOf(sensors, ['id', 'label', 'type']))
    return { reason: 'the sensors of the graph are not a list of sensors' };
  if (!isListOf(strategies, ['name', 'origin']))
    return { reason: 'the strategies of the graph are not a list of strategies' };
  return { graph: data as unknown as StrategyGraph };
}

const isListOf = (value: unknown, texts: readonly string[]): boolean =>
  Array.isArray(value) &&
  value.every((item: unknown) => isRecord(item) && texts.every((name) => typeof item[name] === 'string'));
