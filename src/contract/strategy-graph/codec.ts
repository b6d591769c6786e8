import { fingerprint } from '../../base/values/fingerprint.ts';
import { layOut } from './layout.ts';
import { withoutOrigins } from './origins.ts';
import type { StrategyGraph } from './strategy-graph.ts';

/** JSON that is laid out to be read: the same graph is the same text. */
export const encodeGraph = (graph: StrategyGraph): string => layOut(graph);

/**
 * The digest of a graph, by which an agent is started anew. Where something stands in the sources is no part of it: a comment and a
 * file of another name change nothing that the agent does.
 */
export const graphDigest = (graph: StrategyGraph): string => fingerprint(JSON.stringify(withoutOrigins(graph)));
