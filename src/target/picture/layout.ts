import { defined } from '../../base/values/defined.ts';
import dagre from '@dagrejs/dagre';
import type { Point } from '../../base/draw/svg-shapes.ts';

/** What we use of dagre, whose own declarations name each other in a way that this module resolution does not follow. */
interface Dagre {
  readonly graphlib: { readonly Graph: new (options: { multigraph: boolean; compound: boolean }) => DagreGraph };
  readonly layout: (graph: DagreGraph) => void;
}
interface DagreGraph {
  setGraph(options: Readonly<Record<string, string | number>>): void;
  setNode(id: string, size: { width?: number; height?: number }): void;
  setParent(id: string, parent: string): void;
  setEdge(from: string, to: string, label: { width?: number; height?: number; labelpos?: 'c' }, name: string): void;
  node(id: string): Point;
  edge(from: string, to: string, name: string): Partial<Point> & { readonly points?: readonly Point[] };
}
const { graphlib, layout } = dagre as unknown as Dagre;

/** What has to be placed; sizes in pixels. A thing belongs to a group or to none. */
export interface Placeable {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly group?: string;
}

export interface Connection {
  readonly from: string;
  readonly to: string;
  /** Room for a label on its way. */
  readonly label?: { readonly width: number; readonly height: number };
}

/** The middle of a thing and its size. */
export interface Place extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  /** For each connection, in their order. */
  readonly ways: readonly Way[];
}

export interface Way {
  /** Where it passes between other things, in the direction of the connection: across a whole rank each time. */
  readonly lanes: readonly (readonly [Point, Point])[];
  /** The middle of the label. */
  readonly label?: Point;
}

export interface LayoutOptions {
  readonly direction: 'right' | 'down';
  /** Between things of one rank, and between ranks. */
  readonly gap: number;
  readonly rankGap: number;
}

/** Places things in ranks, so that connections go from rank to rank in the direction where they can. */
export function layOut(
  things: readonly Placeable[],
  connections: readonly Connection[],
  { direction, gap, rankGap }: LayoutOptions,
): Layout {
  const graph = new graphlib.Graph({ multigraph: true, compound: true });
  graph.setGraph({
    rankdir: direction === 'right' ? 'LR' : 'TB',
    nodesep: gap,
    edgesep: 12,
    ranksep: rankGap,
    ranker: 'tight-tree',
  });
  for (const group of new Set(things.flatMap((thing) => thing.group ?? []))) graph.setNode(group, {});
  for (const { id, width, height, group } of things) {
    graph.setNode(id, { width, height });
    if (group !== undefined) graph.setParent(id, group);
  }
  for (const [index, { from, to, label }] of connections.entries())
    graph.setEdge(from, to, label ? { ...label, labelpos: 'c' } : {}, String(index));
  layout(graph);

  const places = new Map(
    things.map(({ id, width, height }): [string, Place] => {
      const { x, y } = graph.node(id);
      return [id, { x, y, width, height }];
    }),
  );
  const ranks = ranksOf([...places.values()], direction);
  const ways = connections.map(({ from, to, label }, index): Way => {
    const edge = graph.edge(from, to, String(index));
    const between = (edge.points ?? []).slice(1, -1);
    const lanes = lanesOf(between, ranks, direction, [places.get(from), places.get(to)]);
    return defined({
      lanes,
      label: label && edge.x !== undefined && edge.y !== undefined ? { x: edge.x, y: edge.y } : undefined,
    });
  });
  return { places, ways };
}

/** How far things of a rank reach in the direction. */
export interface Rank {
  readonly from: number;
  readonly to: number;
}

/** The ranks of things, which have one middle each. */
export function ranksOf(places: readonly Place[], direction: LayoutOptions['direction']): Rank[] {
  const ranks = new Map<number, Rank>();
  for (const { x, y, width, height } of places) {
    const [exact, size] = direction === 'right' ? [x, width] : [y, height];
    const middle = Math.round(exact);
    const known = ranks.get(middle) ?? { from: middle, to: middle };
    ranks.set(middle, { from: Math.min(known.from, middle - size / 2), to: Math.max(known.to, middle + size / 2) });
  }
  return [...ranks.values()].sort((a, b) => a.from - b.from);
}

/**
 * A connection is free to bend between ranks. Where it passes a rank, it goes straight, at the place that was kept for it.
 * The ranks of its own ends are passed by nobody.
 */
function lanesOf(
  points: readonly Point[],
  ranks: readonly Rank[],
  direction: LayoutOptions['direction'],
  ends: readonly (Point | undefined)[],
): (readonly [Point, Point])[] {
  const along = ({ x, y }: Point): number => (direction === 'right' ? x : y);
  const at = (point: Point, value: number): Point =>
    direction === 'right' ? { x: value, y: point.y } : { x: point.x, y: value };
  const [first, last] = ends;
  const isForward = !first || !last || along(first) <= along(last);
  const lanes: (readonly [Point, Point])[] = [];
  for (const rank of ranks) {
    if (ends.some((end) => end && along(end) >= rank.from && along(end) <= rank.to)) continue;
    const inside = points.filter((point) => along(point) >= rank.from && along(point) <= rank.to);
    const point = inside[Math.floor(inside.length / 2)];
    if (!point) continue;
    const lane = [at(point, rank.from), at(point, rank.to)] as const;
    lanes.push(isForward ? lane : [lane[1], lane[0]]);
  }
  return isForward ? lanes : lanes.reverse();
}
