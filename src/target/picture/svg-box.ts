import type { Box } from './picture.ts';
import { label, number, rectangle, type Point } from '../../base/draw/svg-shapes.ts';
import { visible, widthOf, wrap } from '../../base/draw/text-width.ts';

/** A box that is drawn with its left upper corner at the origin. */
export interface DrawnBox {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly string[];
  /** Where links may leave and come, by the id of what stands there. */
  readonly ports: ReadonlyMap<string, Port>;
}

/** Of a thing, on both of its sides. */
export interface Port {
  readonly left: Point;
  readonly right: Point;
}

export const across = (y: number, width: number): Port => ({ left: { x: 0, y }, right: { x: width, y } });

export const PADDING = 14;
const RADIUS = 8;
const BAR = 4;
const NOTE_WIDTH = 260;

export interface Header {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly string[];
  readonly port: number;
}

/** What a box is, its name, and what is said of it. */
export function drawHeader(kind: Box['kind'], over: string, name: string, notes: readonly string[]): Header {
  const title = visible(name);
  const texts = notes.flatMap((note) => wrap(visible(note), NOTE_WIDTH, 3, (text) => widthOf(text, 'regular', 12)));
  const widths = [
    widthOf(over, 'bold', 9) + over.length * 0.6,
    widthOf(title, 'bold', 14),
    ...texts.map((text) => widthOf(text, 'regular', 12)),
  ];
  const shapes = [
    label(`over ${kind}-fill`, { x: PADDING, y: 21 }, over),
    label('title', { x: PADDING, y: 39 }, title),
    ...texts.map((text, index) => label('muted', { x: PADDING, y: 56 + index * 16 }, text)),
  ];
  return { width: Math.max(...widths) + 2 * PADDING, height: 50 + texts.length * 16, shapes, port: 34 };
}

/** A card with a bar in the colour of its kind along its upper edge. */
export function frame(kind: Box['kind'], width: number, height: number): string[] {
  const inset = RADIUS - Math.sqrt(RADIUS ** 2 - (RADIUS - BAR) ** 2);
  const corner = `A${number(RADIUS)} ${number(RADIUS)} 0 0 1`;
  const bar = `M${number(inset)} ${number(BAR)}${corner} ${number(RADIUS)} 0H${number(width - RADIUS)}${corner} ${number(width - inset)} ${number(BAR)}Z`;
  return [rectangle('card', { x: 0, y: 0 }, { width, height }, RADIUS), `<path class="${kind}-fill" d="${bar}"/>`];
}
