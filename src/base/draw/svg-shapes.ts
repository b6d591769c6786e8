export interface Point {
  readonly x: number;
  readonly y: number;
}

const inText: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => inText[sign] ?? sign);

/** Tenths of a pixel are enough, and the same everywhere. */
export const number = (value: number): string => String(Math.round(value * 10) / 10 + 0);

/** A text whose base line begins at the point, or has its middle there. */
export const label = (
  classes: string,
  { x, y }: Point,
  content: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
): string =>
  `<text class="${classes}" x="${number(x)}" y="${number(y)}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${escaped(content)}</text>`;

export const rectangle = (
  classes: string,
  { x, y }: Point,
  { width, height }: { readonly width: number; readonly height: number },
  radius: number,
): string =>
  `<rect class="${classes}" x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}" rx="${number(radius)}"/>`;

/** A curve through points, which at each of them goes in the direction. One so near to the next that it shows none is left out. */
export function curve(points: readonly Point[], direction: 'right' | 'down'): string {
  let path = '';
  let before: Point | undefined;
  const apart = points.filter((point, index) => {
    const next = points[index + 1];
    return !next || Math.hypot(next.x - point.x, next.y - point.y) > 1;
  });
  for (const point of apart) {
    if (!before) path = `M${number(point.x)} ${number(point.y)}`;
    else if (direction === 'right' && before.y === point.y) path += `H${number(point.x)}`;
    else if (direction === 'down' && before.x === point.x) path += `V${number(point.y)}`;
    else {
      const [x, y] = [(before.x + point.x) / 2, (before.y + point.y) / 2];
      const [first, second] =
        direction === 'right'
          ? [
              { x, y: before.y },
              { x, y: point.y },
            ]
          : [
              { x: before.x, y },
              { x: point.x, y },
            ];
      path += `C${[first, second, point].map((one) => `${number(one.x)} ${number(one.y)}`).join(' ')}`;
    }
    before = point;
  }
  return path;
}

/** The arrowhead of a kind of line; each has its own, since it takes its colour from a class. */
export const head = (kind: string): string =>
  `<marker id="sflow-${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" markerUnits="userSpaceOnUse"><path class="${kind}-head" d="M0 0.5L8 4L0 7.5Z"/></marker>`;
