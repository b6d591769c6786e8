import type { Point } from '../../base/draw/svg-shapes.ts';
import type { Layout, Place } from './layout.ts';

/** A part of the plane that others have to keep out of. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Things that are shown in one frame. */
export interface Framed {
  readonly ids: readonly string[];
  readonly side: number;
  readonly top: number;
}

export const cornerOf = ({ x, y, width, height }: Place): Area => ({
  x: x - width / 2,
  y: y - height / 2,
  width,
  height,
});

/** A frame reaches as far as its things, with its margins. */
export function areaOf({ ids, side, top }: Framed, places: ReadonlyMap<string, Place>): Area {
  const corners = ids.flatMap((id) => places.get(id) ?? []).map(cornerOf);
  const x = Math.min(...corners.map((corner) => corner.x)) - side;
  const y = Math.min(...corners.map((corner) => corner.y)) - top;
  return {
    x,
    y,
    width: Math.max(...corners.map((corner) => corner.x + corner.width)) + side - x,
    height: Math.max(...corners.map((corner) => corner.y + corner.height)) + side - y,
  };
}

const overlap = (a: Area, b: Area, gap: number): boolean =>
  a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap;

/**
 * Makes room for the margins of frames, which the layout does not know: where two frames come too near, everything from the
 * first thing of the lower one on is moved down. Nothing changes its order, so what was apart stays apart.
 */
export function spread(layout: Layout, frames: readonly Framed[], gap: number): Layout {
  let { places, ways } = layout;
  // Each turn moves one pair apart; a pair that is moved apart is not met again.
  for (let turn = 0; turn < frames.length ** 2; turn += 1) {
    const areas = frames.map((frame) => ({ frame, area: areaOf(frame, places) })).sort((a, b) => a.area.y - b.area.y);
    const pair = areas
      .flatMap((upper, index) => areas.slice(index + 1).map((lower) => ({ upper, lower })))
      .find(({ upper, lower }) => overlap(upper.area, lower.area, gap));
    if (!pair) break;
    const { upper, lower } = pair;
    const from = lower.area.y + lower.frame.top;
    const by = upper.area.y + upper.area.height + gap - lower.area.y;
    const down = <T extends Point>(point: T, top = point.y): T =>
      top >= from - 0.5 ? { ...point, y: point.y + by } : point;
    places = new Map([...places].map(([id, place]) => [id, down(place, place.y - place.height / 2)]));
    ways = ways.map((way) => ({
      ...way,
      lanes: way.lanes.map(([first, last]) => [down(first), down(last)] as const),
    }));
  }
  return { places, ways };
}
