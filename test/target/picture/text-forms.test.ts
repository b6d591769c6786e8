import fc from 'fast-check';
import { fromDot, type GraphBaseModel } from 'ts-graphviz';
import { describe, expect, it } from 'vitest';
import { toDot } from '../../../src/target/picture/dot.ts';
import { toMermaid } from '../../../src/target/picture/mermaid.ts';
import type { Picture } from '../../../src/target/picture/picture.ts';
import { namesIn, pictureOfFolder } from '../../support/pictures.ts';
import { pictures } from '../../support/random-picture.ts';

const examples = ['mnist', 'mlperf', 'leaf', 'canary', 'cron-retrain'];

/** Ids of things without contents, which are nodes in both forms, and of those with, which are frames. */
function thingsIn({ groups, boxes }: Picture): { nodes: string[]; frames: string[] } {
  const found = { nodes: [] as string[], frames: groups.map(({ id }) => id) };
  for (const box of [...groups.flatMap((group) => group.boxes), ...boxes]) {
    const inner = box.form === 'flow' ? box.parts : box.rows;
    (inner.length === 0 ? found.nodes : found.frames).push(box.id);
    found.nodes.push(...inner.map(({ id }) => id));
  }
  return { nodes: found.nodes.sort(), frames: found.frames.sort() };
}

/**
 * The lines of a flowchart that we write. Labels are in quotes and hold no quote, no angle bracket but those of a break,
 * no backtick, no directive and no `#` but those of an entity, so nothing in them means anything to Mermaid.
 */
const LABEL = '"(?:[^"<>`#;%]|%(?![%{])|<br>|#\\d+;)+"';
const ID = '[a-z][a-z0-9]*';
const LINES: Readonly<Record<string, RegExp>> = {
  head: /^flowchart LR$/,
  access: /^ {2}acc(?:Title|Descr): [^\n{}%#"<>`]+$/,
  frame: new RegExp(`^ +subgraph (${ID})\\[${LABEL}\\]$`),
  direction: /^ +direction TB$/,
  end: /^ +end$/,
  node: new RegExp(
    `^ +(${ID})(?:\\[\\[|\\[\\(|\\(\\[|\\{\\{|\\[/|\\[|\\(|>)${LABEL}(?:\\]\\]|\\)\\]|\\]\\)|\\}\\}|/\\]|\\]|\\))$`,
  ),
  edge: new RegExp(`^ +(${ID}) (?:-->|-\\.->|==>)(?:\\|${LABEL}\\|)? (${ID})$`),
};

function readMermaid(text: string): { nodes: string[]; frames: string[]; edges: string[]; wrong: string[] } {
  const read = { nodes: [] as string[], frames: [] as string[], edges: [] as string[], wrong: [] as string[] };
  let depth = 0;
  for (const line of text.trimEnd().split('\n')) {
    const [kind, pattern] = Object.entries(LINES).find(([, one]) => one.test(line)) ?? [];
    const [, first = '', second = ''] = pattern?.exec(line) ?? [];
    if (kind === undefined) read.wrong.push(line);
    else if (kind === 'node') read.nodes.push(first);
    else if (kind === 'edge') read.edges.push(`${first} ${second}`);
    else if (kind === 'frame') {
      read.frames.push(first);
      depth += 1;
    } else if (kind === 'end') depth -= 1;
  }
  if (depth !== 0) read.wrong.push(`${String(depth)} frames are open`);
  return { ...read, nodes: read.nodes.sort(), frames: read.frames.sort() };
}

function readDot(text: string): { nodes: string[]; frames: string[]; edges: number; labels: Map<string, string> } {
  const read = { nodes: [] as string[], frames: [] as string[], edges: 0, labels: new Map<string, string>() };
  const visit = (graph: GraphBaseModel): void => {
    for (const node of graph.nodes) {
      if (['graph', 'node', 'edge'].includes(node.id)) continue;
      read.nodes.push(node.id);
      read.labels.set(node.id, String(node.attributes.get('label')));
    }
    read.edges += graph.edges.length;
    for (const inner of graph.subgraphs) {
      read.frames.push((inner.id ?? '').replace('cluster_', ''));
      visit(inner);
    }
  };
  visit(fromDot(text));
  return { ...read, nodes: read.nodes.sort(), frames: read.frames.sort() };
}

describe('Mermaid', () => {
  it.each(examples)('has all of %s', async (name) => {
    const picture = await pictureOfFolder(`examples/${name}`);
    const { nodes, frames, edges, wrong } = readMermaid(toMermaid(picture));
    expect(wrong).toEqual([]);
    expect({ nodes, frames }).toEqual(thingsIn(picture));
    const known = new Set([...nodes, ...frames]);
    expect(edges.flatMap((edge) => edge.split(' ')).filter((id) => !known.has(id))).toEqual([]);
  });

  it('tells conditions with signs as entities', async () => {
    const text = toMermaid(await pictureOfFolder('examples/mnist'));
    expect(text).toContain('IF predictions since last fired #62;= 1000<br>THEN call checker-agent');
    expect(text).toContain('|"runWorkflow"|');
  });

  it('keeps its form whatever the texts are', () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const { nodes, frames, wrong } = readMermaid(toMermaid(picture));
        expect(wrong).toEqual([]);
        expect({ nodes, frames }).toEqual(thingsIn(picture));
      }),
    );
  });
});

describe('DOT', () => {
  it.each(examples)('has all of %s, as a parser of DOT reads it', async (name) => {
    const picture = await pictureOfFolder(`examples/${name}`);
    const { nodes, frames, edges, labels } = readDot(toDot(picture));
    expect({ nodes, frames }).toEqual(thingsIn(picture));
    expect(edges).toBeGreaterThan(0);
    for (const [id, label] of labels) {
      const own = namesIn(picture).get(id)?.split('/').at(-1);
      expect(label).toContain(own);
    }
  });

  it('keeps its form whatever the texts are', () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const { nodes, frames } = readDot(toDot(picture));
        expect({ nodes, frames }).toEqual(thingsIn(picture));
      }),
    );
  });
});
