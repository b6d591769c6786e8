import { defined } from '../../base/values/defined.ts';
import { layOut, type Layout, type Place, type Way } from './layout.ts';
import type { Edge, FlowBox, Part, PartKind } from './picture.ts';
import { PADDING, across, drawHeader, frame, type DrawnBox, type Port } from './svg-box.ts';
import { curve, label, rectangle, type Point } from '../../base/draw/svg-shapes.ts';
import { visible, widthOf, wrap } from '../../base/draw/text-width.ts';

interface DrawnPart {
  readonly part: Part;
  readonly width: number;
  readonly height: number;
  readonly notes: readonly string[];
}

const PART_WIDTH = 210;

/** How far the copies behind a part that is repeated stand out. */
const STACK = 8;

function sizePart(part: Part): DrawnPart {
  const measure = (text: string): number => widthOf(text, 'regular', 10);
  const notes = part.notes.flatMap((note) => wrap(visible(note), PART_WIDTH, 2, measure));
  const width = Math.max(widthOf(visible(part.name), 'bold', 13), ...notes.map(measure), 60) + 24;
  const height = 30 + (notes.length > 0 ? 3 + notes.length * 14 : 0);
  const more = part.isMany ? STACK : 0;
  return { part, width: width + more, height: height + more, notes };
}

/** The colour of the bar on the left. */
const bars: Readonly<Record<PartKind, 'batch' | 'online' | 'models' | undefined>> = {
  step: 'batch',
  nested: 'batch',
  store: 'models',
  message: undefined,
  entry: undefined,
  service: 'online',
  model: 'online',
  variant: 'online',
};

function shapePart({ part, width, height, notes }: DrawnPart, { x, y }: Point): string[] {
  const { kind, isMany, isOptional } = part;
  const classes = isOptional || kind === 'variant' ? 'part side' : 'part';
  const at = { x, y: isMany ? y + STACK : y };
  const size = isMany ? { width: width - STACK, height: height - STACK } : { width, height };
  const radius = kind === 'entry' || kind === 'message' ? size.height / 2 : 5;
  const moved = (by: number): string => rectangle(classes, { x: at.x + by, y: at.y - by }, size, radius);
  const inner = { width: size.width - 6, height: size.height - 6 };
  const bar = bars[kind];
  const middle = at.x + size.width / 2;
  return [
    ...(isMany ? [moved(STACK), moved(STACK / 2)] : []),
    moved(0),
    ...(kind === 'nested' ? [rectangle(classes, { x: at.x + 3, y: at.y + 3 }, inner, 3)] : []),
    ...(bar ? [rectangle(`${bar}-fill`, { x: at.x, y: at.y + 6 }, { width: 3, height: size.height - 12 }, 0)] : []),
    label('name', { x: middle, y: at.y + 20 }, visible(part.name), 'middle'),
    ...notes.map((note, index) => label('muted small', { x: middle, y: at.y + 35 + index * 14 }, note, 'middle')),
  ];
}

/** Parts below each other in the order of their work. */
export function drawFlow(box: FlowBox): DrawnBox {
  const header = drawHeader(box.kind, `${box.kind.toUpperCase()} WORKFLOW`, box.name, box.notes);
  const parts = box.parts.map(sizePart);
  const labels = box.edges.map(sizeLabel);
  const layout = layOut(
    parts.map(({ part: { id }, width, height }) => ({ id, width, height })),
    box.edges.map(({ from, to }, index) => defined({ from, to, label: labels[index] ? labels[index] : undefined })),
    { direction: 'down', gap: 22, rankGap: labels.some((size) => size) ? 44 : 30 },
  );
  const reach = reachOf(layout, labels);
  const width = Math.max(header.width, reach.width + 2 * PADDING);
  const height = parts.length === 0 ? header.height + 6 : header.height + reach.height + PADDING + 4;
  const moved = movedBy(layout, { x: (width - reach.width) / 2, y: header.height + 2 });
  const ports = new Map([[box.id, across(header.port, width)]]);
  const shapes = parts.flatMap((drawn) => {
    const place = moved.places.get(drawn.part.id);
    if (!place) return [];
    ports.set(drawn.part.id, portOf(place, [...moved.places.values()], across(header.port, width)));
    return shapePart(drawn, { x: place.x - drawn.width / 2, y: place.y - drawn.height / 2 });
  });
  const lines = box.edges.flatMap((edge, index) => shapeEdge(edge, moved, moved.ways[index]));
  const texts = box.edges.flatMap(({ label: text }, index) =>
    shapeLabel(text, labels[index], moved.ways[index]?.label),
  );
  const all = [...frame(box.kind, width, height), ...header.shapes, ...lines, ...texts, ...shapes];
  return { id: box.id, width, height, shapes: all, ports };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const sizeLabel = ({ label: text }: Edge): Size | undefined =>
  text === '' ? undefined : { width: widthOf(visible(text), 'regular', 10) + 8, height: 16 };

function reachOf({ places, ways }: Layout, labels: readonly (Size | undefined)[]): Size {
  const rights = [...places.values()].map(({ x, width }) => x + width / 2);
  const bottoms = [...places.values()].map(({ y, height }) => y + height / 2);
  const ofLabels = ways.map(({ label: place }, index) => (place ? place.x + (labels[index]?.width ?? 0) / 2 : 0));
  return { width: Math.max(0, ...rights, ...ofLabels), height: Math.max(0, ...bottoms) };
}

function movedBy({ places, ways }: Layout, by: Point): Layout {
  const moved = <T extends Point>(point: T): T => ({ ...point, x: point.x + by.x, y: point.y + by.y });
  return {
    places: new Map([...places].map(([id, place]) => [id, moved(place)])),
    ways: ways.map(({ lanes, label: place }) =>
      defined({
        lanes: lanes.map(([from, to]) => [moved(from), moved(to)] as const),
        label: place && moved(place),
      }),
    ),
  };
}

function shapeEdge({ from, to, isSide }: Edge, { places }: Layout, way: Way | undefined): string[] {
  const [start, end] = [places.get(from), places.get(to)];
  if (!start || !end || !way) return [];
  const { x = 0, y = 0 } = way.label ?? {};
  const besideLabel = [
    { x, y: y - 11 },
    { x, y: y + 8 },
  ];
  const points = [
    { x: start.x, y: start.y + start.height / 2 },
    ...[...way.lanes.flat(), ...(way.label ? besideLabel : [])].sort((a, b) => a.y - b.y),
    { x: end.x, y: end.y - end.height / 2 },
  ];
  const classes = isSide ? 'edge side' : 'edge';
  return [`<path class="${classes}" d="${curve(points, 'down')}" marker-end="url(#sflow-edge)"/>`];
}

function shapeLabel(text: string, size: Size | undefined, place: Point | undefined): string[] {
  if (!size || !place) return [];
  return [
    rectangle('card', { x: place.x - size.width / 2, y: place.y - size.height / 2 }, size, 4),
    label('muted small', { x: place.x, y: place.y + 3.5 }, visible(text), 'middle'),
  ];
}

/** Links go to the part itself where nothing stands between it and the border, else to the head of the box. */
function portOf(place: Place, parts: readonly Place[], head: Port): Port {
  const { x, y, width, height } = place;
  const beside = parts.filter((one) => one !== place && Math.abs(one.y - y) < (one.height + height) / 2);
  return {
    left: beside.some((one) => one.x < x) ? head.left : { x: x - width / 2, y },
    right: beside.some((one) => one.x > x) ? head.right : { x: x + width / 2, y },
  };
}
