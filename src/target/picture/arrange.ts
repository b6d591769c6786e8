import { defined } from '../../base/values/defined.ts';
import type { Point } from '../../base/draw/svg-shapes.ts';
import { layOut, ranksOf, type Connection, type Place, type Placeable, type Rank, type Way } from './layout.ts';
import type { Link, Picture } from './picture.ts';
import { areaOf, cornerOf, spread, type Area } from './spread.ts';
import type { DrawnBox, Port } from './svg-box.ts';

/** Room around the boxes of a group, with its name above them. */
export const GROUP = { side: 18, top: 40 };

/** Between frames. */
const APART = 16;

/** Where everything is in the whole picture. */
export interface Arrangement {
  /** The left upper corner of each box. */
  readonly corners: ReadonlyMap<string, Point>;
  /** In the order of the groups. */
  readonly groups: readonly Area[];
  readonly links: readonly { readonly link: Link; readonly points: readonly Point[] }[];
  /** All of it. */
  readonly extent: Area;
}

/** Puts boxes side by side, from what is read on the left to what is acted on on the right. There is at least one box. */
export function arrange(picture: Picture, boxes: readonly DrawnBox[]): Arrangement {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const homes = new Map(boxes.flatMap((box) => [...box.ports.keys()].map((id) => [id, box.id] as const)));
  const groupOf = new Map(picture.groups.flatMap(({ id, boxes: own }) => own.map((box) => [box.id, id] as const)));
  const links = picture.links.flatMap((link) => {
    const [from, to] = [homes.get(link.from), homes.get(link.to)];
    return from === undefined || to === undefined ? [] : [{ link, from, to }];
  });
  const between = links.filter(({ from, to }) => from !== to);
  const things = boxes.map(({ id, width, height }): Placeable =>
    defined({ id, width, height, group: groupOf.get(id) }),
  );
  const frames = [
    ...picture.groups.map((group) => ({ ids: group.boxes.map(({ id }) => id), ...GROUP })),
    ...picture.boxes.map(({ id }) => ({ ids: [id], side: 0, top: 0 })),
  ];
  const connections = [...between, ...beside(things, between)];
  const laidOut = layOut(things, connections, { direction: 'right', gap: 26, rankGap: 40 });
  const { places, ways } = spread(laidOut, frames, APART);
  const ranks = ranksOf([...places.values()], 'right');
  const ends = ({ link, from, to }: (typeof links)[number]): [Port, Port] => [
    endOf(link.from, byId.get(from), places),
    endOf(link.to, byId.get(to), places),
  ];
  const arranged = [
    ...between.map((one, index) => ({ link: one.link, points: route(...ends(one), ranks, ways[index]?.lanes ?? []) })),
    ...links.filter(({ from, to }) => from === to).map((one) => ({ link: one.link, points: loop(...ends(one)) })),
  ];
  const areas = frames.map((frame) => areaOf(frame, places));
  return {
    corners: new Map([...places].map(([id, place]) => [id, cornerOf(place)])),
    groups: areas.slice(0, picture.groups.length),
    links: arranged,
    extent: extentOf(
      areas,
      arranged.flatMap(({ points }) => points),
    ),
  };
}

function extentOf(areas: readonly Area[], points: readonly Point[]): Area {
  const xs = [...areas.flatMap(({ x, width }) => [x, x + width]), ...points.map(({ x }) => x)];
  const ys = [...areas.flatMap(({ y, height }) => [y, y + height]), ...points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** Boxes without links are kept in the first column of their group. */
function beside(things: readonly Placeable[], links: readonly Connection[]): Connection[] {
  const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
  const entered = new Set(links.map(({ to }) => to));
  return things
    .filter(({ id }) => !linked.has(id))
    .flatMap((thing) => {
      const own = new Set(things.filter(({ group }) => group === thing.group).map(({ id }) => id));
      const second = links.find(({ from, to }) => own.has(from) && own.has(to) && !entered.has(from));
      return second ? [{ from: thing.id, to: second.to }] : [];
    });
}

/** Where links of a thing may begin and end, in the whole picture. */
function endOf(id: string, box: DrawnBox | undefined, places: ReadonlyMap<string, Place>): Port {
  const place = box && places.get(box.id);
  const port = box?.ports.get(id);
  const nowhere = { x: 0, y: 0 };
  if (!place || !port) return { left: nowhere, right: nowhere };
  const corner = cornerOf(place);
  const moved = ({ x, y }: Point): Point => ({ x: corner.x + x, y: corner.y + y });
  return { left: moved(port.left), right: moved(port.right) };
}

/** From side to side: straight across ranks, bent between them. */
function route(start: Port, end: Port, ranks: readonly Rank[], lanes: Way['lanes']): Point[] {
  const isForward = start.right.x <= end.left.x;
  const [out, into] = isForward ? [start.right, end.left] : [start.left, end.right];
  const rankAt = (x: number): Rank => ranks.find(({ from, to }) => from - 1 <= x && x <= to + 1) ?? { from: x, to: x };
  const [leaves, enters] = [rankAt(out.x), rankAt(into.x)];
  return [
    out,
    { x: isForward ? leaves.to : leaves.from, y: out.y },
    ...lanes.flat(),
    { x: isForward ? enters.from : enters.to, y: into.y },
    into,
  ];
}

/** Within one box: out on the right and back. */
const loop = ({ right: start }: Port, { right: end }: Port): Point[] => [
  start,
  { x: Math.max(start.x, end.x) + 22, y: (start.y + end.y) / 2 },
  end,
];
