import { GROUP, arrange } from './arrange.ts';
import type { Box, LinkKind, Picture } from './picture.ts';
import type { DrawnBox } from './svg-box.ts';
import { drawFlow } from './svg-flow.ts';
import { curve, escaped, head, label, number, rectangle, type Point } from '../../base/draw/svg-shapes.ts';
import { STYLE } from './svg-style.ts';
import { drawTable } from './svg-table.ts';
import { visible, widthOf } from '../../base/draw/text-width.ts';

const MARGIN = 20;

/** The picture as SVG that stands by itself: it brings its styles, for light and for dark, and loads nothing. */
export function toSvg(picture: Picture): string {
  const boxes = [...picture.groups.flatMap((group) => group.boxes), ...picture.boxes].map(drawBox);
  const { corners, groups, links, extent } = arrange(picture, boxes);
  const legend = drawLegend(picture);
  const width = Math.ceil(Math.max(extent.width, legend.width) + 2 * MARGIN);
  const height = Math.ceil(extent.height + 2 * MARGIN + legend.height);
  const content = [
    ...groups.flatMap((area, index) => [
      rectangle('group', area, area, 12),
      label('title', { x: area.x + GROUP.side, y: area.y + 26 }, visible(picture.groups[index]?.name ?? '')),
    ]),
    ...boxes.map(({ id, shapes }) => moved(corners.get(id) ?? { x: 0, y: 0 }, shapes)),
    // Several links may go the same way, as those of one model to one workflow.
    ...new Set(links.map(({ link, points }) => linkPath(link.kind, curve(points, 'right')))),
    moved({ x: extent.x, y: extent.y + extent.height + MARGIN }, legend.shapes),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${number(width)}" height="${number(height)}" viewBox="0 0 ${number(width)} ${number(height)}" role="img" aria-labelledby="sflow-title sflow-description">
<title id="sflow-title">${escaped(visible(picture.title))}</title>
<desc id="sflow-description">${escaped(visible(picture.description))}</desc>
<style>${STYLE}</style>
<defs>${['edge', ...kindsOf(picture)].map(head).join('')}</defs>
${rectangle('ground', { x: 0, y: 0 }, { width, height }, 0)}
${moved({ x: MARGIN - extent.x, y: MARGIN - extent.y }, content)}
</svg>
`;
}

const moved = ({ x, y }: Point, shapes: readonly string[]): string =>
  `<g transform="translate(${number(x)} ${number(y)})">\n${shapes.join('\n')}\n</g>`;

export const drawBox = (box: Box): DrawnBox => {
  switch (box.form) {
    case 'flow':
      return drawFlow(box);
    case 'table':
      return drawTable(box);
  }
};

const linkPath = (kind: LinkKind, path: string): string =>
  `<path class="link ${kind}" d="${path}" marker-end="url(#sflow-${kind})"/>`;

const meanings: Readonly<Record<LinkKind, string>> = {
  reads: 'is read',
  starts: 'starts',
  calls: 'calls',
  acts: 'acts on',
  registers: 'registers',
  serves: 'is served',
  backup: 'stands by',
};

const kindsOf = ({ links }: Picture): LinkKind[] =>
  (Object.keys(meanings) as LinkKind[]).filter((kind) => links.some((link) => link.kind === kind));

/** What the kinds of links mean, as far as there are any. */
function drawLegend(picture: Picture): {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly string[];
} {
  const shapes: string[] = [];
  let x = 0;
  for (const kind of kindsOf(picture)) {
    shapes.push(
      linkPath(kind, `M${number(x)} 0H${number(x + 30)}`),
      label('muted small', { x: x + 38, y: 3.5 }, meanings[kind]),
    );
    x += 38 + widthOf(meanings[kind], 'regular', 10) + 22;
  }
  return { width: x, height: shapes.length > 0 ? 20 : 0, shapes };
}
