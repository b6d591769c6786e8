import { parse } from '../../../grammar/parse.ts';
import type { Source } from '../../base/source/source.ts';
import type { Declaration, Parameter, Permit, Synonyms } from '../syntax/nodes.ts';

/** What stands before the reference and is written by hand. */
export const HEAD = `# The standard library

Ordinary \`.sflow\` text, read by the same road as yours: read it, copy it, replace it. Import from it by \`"std/<file>"\`; only
the primitives are known in every file. This reference is made of the sources by \`npm run reference\`: write there, not here.

A sensor gives a value of its type, in whatever unit its source measures. Where that is not possible it is unknown, and the
strategy that reads it does nothing but say so. Of several sensors of one name, take the one whose exporter your platform has.

What a sensor \`is\` tells the analyses of what its readings mean; your own may say so, too. A \`share\` is from 0 to 1. \`failures\`
grow with what goes wrong, and more replicas do not mend that. A \`score\` says how good a version of a model is, by the metric
that stands behind \`better\` in the model. What is \`set\` changes by what agents do alone, so that nothing flaps around its limits.
`;

/** Shown before all others, in this order; the other files follow in that of their names. */
const FIRST = ['primitives', 'agents', 'strategies'];

/** The reference of a library, as Markdown. */
export function libraryReference(sources: readonly Source[]): string {
  const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  const files = sources
    .map((source) => ({ source, name: source.path.replace(/^.*\//, '').replace(/\.sflow$/, '') }))
    .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
  return [HEAD, ...files.map(({ source, name }) => fileReference(source, name))].join('\n');
}

function fileReference({ path, text }: Source, name: string): string {
  const { declarations } = parse({ path, text }).value;
  const entries = declarations.map((declaration) => ({ ...partsOf(declaration, text), at: declaration.span.start }));
  const [first] = entries;
  // What the file is about stands at its top, with a line free below it.
  const about = commentAbove(text, firstLineOf(text, 0), text.indexOf('\n\n'));
  const sections = entries.map(({ heading, body, at }, index) => {
    const group = groupAbove(text, index === 0 ? 0 : (entries[index - 1]?.at ?? 0), at);
    const comment = docOf(text, at);
    const lines = [`#### ${heading}`, ...(comment === '' ? [] : [comment]), ...body];
    return [...(group === undefined ? [] : [`### ${group}`]), ...lines].join('\n\n');
  });
  return [`## std/${name}`, ...(first && about !== '' ? [about] : []), ...sections].join('\n\n') + '\n';
}

interface Parts {
  readonly heading: string;
  readonly body: readonly string[];
}

function partsOf(declaration: Declaration, text: string): Parts {
  const source = text.slice(declaration.span.start, declaration.span.end);
  switch (declaration.kind) {
    case 'sensor':
    case 'primitive': {
      const { parameters, name } = declaration;
      const rest = declaration.kind === 'primitive' && declaration.rest;
      const list = [...parameters.map((one) => written(one, text)), ...(rest ? ['...'] : [])].join(', ');
      const signature = `${name.text}${list === '' ? '' : `(${list})`}`;
      if (declaration.kind === 'primitive') {
        return {
          heading: `\`${signature}\``,
          body: [
            ...(declaration.synonyms.length > 0 ? [synonyms(declaration.synonyms)] : []),
            ...(declaration.permits.length > 0 ? [permits(declaration.permits, text)] : []),
          ],
        };
      }
      const type = declaration.type ? ` : ${text.slice(declaration.type.span.start, declaration.type.span.end)}` : '';
      const { windowed, traits } = declaration;
      const is = traits.length > 0 ? ` is [${traits.map(({ text: trait }) => trait).join(', ')}]` : '';
      return { heading: `\`${signature}${type}${windowed ? ' windowed' : ''}${is}\``, body: [] };
    }
    case 'template':
    case 'strategy':
      return { heading: `\`${declaration.name.text}\``, body: ['```sflow\n' + source + '\n```'] };
    default:
      return { heading: `\`${declaration.name.text}\``, body: [] };
  }
}

const written = ({ span }: Parameter, text: string): string => text.slice(span.start, span.end).replaceAll(/\s+/g, ' ');

/** What Kubernetes has to allow. */
function permits(list: readonly Permit[], text: string): string {
  const items = list.map(({ verbs, resource, named }) => {
    const name = text.slice(resource.span.start, resource.span.end).replaceAll('"', '');
    return `${verbs.map((verb) => verb.text).join(', ')} on \`${name}\`${named ? ' of the workflow' : ''}`;
  });
  return `Permits: ${items.join('; ')}.`;
}

/** What people call it who look for it. */
const synonyms = (list: readonly Synonyms[]): string =>
  `In other words: ${list.flatMap(({ words }) => words.map(({ text }) => text)).join(', ')}.`;

const firstLineOf = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** The comment right above a declaration, as a paragraph. */
function docOf(text: string, at: number): string {
  const lines = text.slice(0, firstLineOf(text, at)).split('\n').slice(0, -1);
  const above = lines.slice(lines.findLastIndex((line) => !isComment(line)) + 1);
  return prose(above);
}

const commentAbove = (text: string, from: number, to: number): string =>
  to === -1 ? '' : prose(text.slice(from, to).split('\n'));

const isComment = (line: string): boolean => line.startsWith('//') && !isRule(line);
/** `// ------ batch workflows`: the begin of a group. */
const isRule = (line: string): boolean => /^\/\/ -{4,} /.test(line);

function groupAbove(text: string, from: number, to: number): string | undefined {
  const rule = text.slice(from, to).split('\n').findLast(isRule);
  const title = rule?.replace(/^\/\/ -+ /, '');
  return title === undefined ? undefined : `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`;
}

const prose = (lines: readonly string[]): string =>
  lines
    .filter(isComment)
    .map((line) => line.replace(/^\/\/ ?/, ''))
    .join('\n')
    // The unit of a sensor is what one looks for.
    .replace(/\n(?=Unit: )/, '\n\n')
    .trim();
