import type { Box, Edge, FlowBox, LinkKind, Part, PartKind, Picture, Row, TableBox } from './picture.ts';
import { partOf } from './places.ts';

/** The picture in Graphviz's language, for those who lay out by its programs. */
export function toDot(picture: Picture): string {
  const home = partOf(picture);
  const ends = new Map([...picture.groups.flatMap(({ boxes }) => boxes), ...picture.boxes].flatMap(endOf));
  const end = (id: string): string => ends.get(id) ?? id;
  const links = picture.links.map(({ kind, from, to, label }) => {
    const [source, target] = [home(from), home(to)];
    const clipped = [
      ...(ends.has(source) ? [`ltail=cluster_${source}`] : []),
      ...(ends.has(target) ? [`lhead=cluster_${target}`] : []),
    ];
    const attributes = [...(label === '' ? [] : [`label=${quoted([label])}`]), ...styles[kind], ...clipped];
    return `  ${end(source)} -> ${end(target)} [${attributes.join(', ')}];`;
  });
  const lines = [
    'digraph sflow {',
    '  graph [rankdir=LR, compound=true, fontname="Helvetica", labeljust=l, style=rounded, color="#8c959f"];',
    '  node [shape=box, style=rounded, fontname="Helvetica", fontsize=11];',
    '  edge [fontname="Helvetica", fontsize=9, color="#57606a"];',
    `  label=${quoted([picture.title])};`,
    ...picture.groups.flatMap(({ id, name, boxes }) => [
      `  subgraph cluster_${id} {`,
      `    label=${quoted([name])};`,
      ...boxes.flatMap((box) => boxLines(box).map((line) => `  ${line}`)),
      '  }',
    ]),
    ...picture.boxes.flatMap(boxLines),
    ...new Set(links),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

const styles: Readonly<Record<LinkKind, readonly string[]>> = {
  reads: ['style=dashed'],
  starts: ['style=dashed'],
  calls: ['style=bold'],
  acts: [],
  registers: ['arrowhead=vee'],
  serves: ['arrowhead=vee'],
  backup: ['style=dashed'],
};

/** Edges of Graphviz go to nodes, and are cut at the border of the cluster: the first node stands for the box. */
function endOf(box: Box): [string, string][] {
  const [first] = box.form === 'flow' ? box.parts : box.rows;
  return first ? [[box.id, first.id]] : [];
}

const boxLines = (box: Box): string[] => {
  switch (box.form) {
    case 'flow':
      return flowLines(box);
    case 'table':
      return tableLines(box);
  }
};

function flowLines({ id, name, kind, notes, parts, edges }: FlowBox): string[] {
  const title = quoted([name, [`${kind} workflow`, ...notes].join(', ')]);
  if (parts.length === 0) return [`  ${id} [label=${title}, peripheries=2];`];
  return cluster(id, title, [...parts.map(partLine), ...edges.map(edgeLine)]);
}

const cluster = (id: string, title: string, lines: readonly string[]): string[] => [
  `  subgraph cluster_${id} {`,
  `    label=${title};`,
  ...lines.map((line) => `    ${line}`),
  '  }',
];

const shapes: Readonly<Record<PartKind, string>> = {
  step: 'box',
  nested: 'box',
  store: 'cylinder',
  message: 'note',
  entry: 'ellipse',
  service: 'box',
  model: 'hexagon',
  variant: 'parallelogram',
};

function partLine({ id, kind, name, notes, isMany, isOptional }: Part): string {
  const attributes = [
    `label=${quoted([isMany ? `${name} × n` : name, ...notes])}`,
    `shape=${shapes[kind]}`,
    ...(kind === 'nested' || isMany ? ['peripheries=2'] : []),
    ...(isOptional ? ['style="rounded,dashed"'] : []),
  ];
  return `${id} [${attributes.join(', ')}];`;
}

const edgeLine = ({ from, to, label, isSide }: Edge): string => {
  const attributes = [...(label === '' ? [] : [`label=${quoted([label])}`]), ...(isSide ? ['style=dashed'] : [])];
  return attributes.length === 0 ? `${from} -> ${to};` : `${from} -> ${to} [${attributes.join(', ')}];`;
};

function tableLines({ id, name, notes, rows }: TableBox): string[] {
  const title = quoted([name, ...notes]);
  if (rows.length === 0) return [`  ${id} [label=${title}];`];
  const rowLine = (row: Row): string => `${row.id} [label=${quoted(rowTexts(row), '\\l')}];`;
  return cluster(id, title, rows.map(rowLine));
}

const rowTexts = ({ name, note, lines }: Row): string[] => [
  note === '' ? name : `${name} (${note})`,
  ...lines.map(({ keyword, text }) => (keyword === '' ? text : `${keyword} ${text}`)),
];

/** A quoted text. Lines are centred, or ended by the given escape. In quotes, only quotes and backslashes mean anything. */
const quoted = (lines: readonly string[], ended?: '\\l'): string => {
  const texts = lines.map((line) => line.replaceAll(/\s+/g, ' ').replaceAll(/["\\]/g, '\\$&'));
  return `"${ended === undefined ? texts.join('\\n') : texts.map((text) => `${text}${ended}`).join('')}"`;
};
