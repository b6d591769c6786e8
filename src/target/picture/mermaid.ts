import type { Box, Edge, FlowBox, LinkKind, Part, PartKind, Picture, Row, TableBox } from './picture.ts';
import { partOf } from './places.ts';

/** The picture as a Mermaid flowchart, which code hosts draw where it stands in a Markdown file. */
export function toMermaid(picture: Picture): string {
  const home = partOf(picture);
  const lines = [
    'flowchart LR',
    ...told('accTitle', picture.title),
    ...told('accDescr', picture.description),
    ...picture.groups.flatMap(({ id, name, boxes }) => [
      `  subgraph ${id}[${quoted([name])}]`,
      ...boxes.flatMap((box) => boxLines(box).map((line) => `  ${line}`)),
      '  end',
    ]),
    ...picture.boxes.flatMap(boxLines),
    ...[
      ...new Set(
        picture.links.map(({ kind, from, to, label }) => {
          const text = label === '' ? '' : `|${quoted([label])}|`;
          return `  ${home(from)} ${arrows[kind]}${text} ${home(to)}`;
        }),
      ),
    ],
  ];
  return `${lines.join('\n')}\n`;
}

const arrows: Readonly<Record<LinkKind, string>> = {
  reads: '-.->',
  starts: '-.->',
  calls: '==>',
  acts: '-->',
  registers: '-->',
  serves: '-->',
  backup: '-.->',
};

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
  if (parts.length === 0) return [`  ${id}[[${title}]]`];
  return [
    `  subgraph ${id}[${title}]`,
    '    direction TB',
    ...parts.map((part) => `    ${partLine(part)}`),
    ...edges.map((edge) => `    ${edgeLine(edge)}`),
    '  end',
  ];
}

const brackets: Readonly<Record<PartKind, readonly [string, string]>> = {
  step: ['[', ']'],
  nested: ['[[', ']]'],
  store: ['[(', ')]'],
  message: ['>', ']'],
  entry: ['([', '])'],
  service: ['(', ')'],
  model: ['{{', '}}'],
  variant: ['[/', '/]'],
};

function partLine({ id, kind, name, notes, isMany }: Part): string {
  const [open, close] = brackets[kind];
  return `${id}${open}${quoted([isMany ? `${name} × n` : name, ...notes])}${close}`;
}

const edgeLine = ({ from, to, label, isSide }: Edge): string =>
  `${from} ${isSide ? '-.->' : '-->'}${label === '' ? '' : `|${quoted([label])}|`} ${to}`;

function tableLines({ id, name, notes, rows }: TableBox): string[] {
  const title = quoted([name, ...notes]);
  if (rows.length === 0) return [`  ${id}[${title}]`];
  return [
    `  subgraph ${id}[${title}]`,
    '    direction TB',
    ...rows.map((row) => `    ${row.id}[${quoted(rowTexts(row))}]`),
    '  end',
  ];
}

const rowTexts = ({ name, note, lines }: Row): string[] => [
  note === '' ? name : `${name} (${note})`,
  ...lines.map(({ keyword, text }) => (keyword === '' ? text : `${keyword} ${text}`)),
];

/**
 * Lines of a label, which must not be empty. Entities have the form that Mermaid reads, so that no text can end the label
 * or become markup.
 */
const quoted = (lines: readonly string[]): string => `"${lines.map(escape).join('<br>') || ' '}"`;

const escape = (text: string): string =>
  oneLine(text).replaceAll(
    /[^\p{L}\p{N} .,:=+/()[\]{}@%!?'-]|%(?=[%{])/gu,
    (character) => `#${String(character.codePointAt(0))};`,
  );

/** A text that stands without quotes: signs that might mean something are left out. An empty one would take the next line. */
function told(word: string, text: string): string[] {
  const bare = oneLine(text.replaceAll(/[^\p{L}\p{N}\s.,:;()/-]/gu, ' '));
  return bare === '' ? [] : [`  ${word}: ${bare}`];
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
