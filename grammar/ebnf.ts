import { readFileSync, writeFileSync } from 'node:fs';
import type { Decision, Production, Rule, Way } from './productions.ts';
import { SflowParser } from './parser.ts';
import * as t from './tokens.ts';

const WIDTH = 120;

/** The grammar as EBNF, told from the parser's own rules: each stands behind the first that needs it. */
export function ebnf(): string {
  const parser = new SflowParser();
  const order = new Set<Rule>();
  const visit = (rule: Rule): void => {
    if (order.has(rule)) return;
    order.add(rule);
    referencesOf(rule.definition).forEach(visit);
  };
  visit(parser.file);
  const width = Math.max(...[...order].map(({ ruleName }) => ruleName.length));
  return [...order].map((rule) => written(rule.ruleName.padEnd(width), rule)).join('\n');
}

function referencesOf(productions: readonly Production[]): Rule[] {
  return productions.flatMap((production) => {
    if (production.kind === 'token') return [];
    return production.kind === 'rule' ? [production.rule] : production.ways.flatMap(({ parts }) => referencesOf(parts));
  });
}

/** A rule; its alternatives stand below each other where they do not fit on a line. */
function written(name: string, { definition }: Rule): string {
  const line = `${name} = ${outermost(definition, ' | ')} ;`;
  if (line.length <= WIDTH || definition[0]?.kind !== 'choice') return line;
  return `${name} = ${outermost(definition, `\n${' '.repeat(name.length)} | `)} ;`;
}

/** Alternatives that are all there is need no parentheses. */
function outermost(definition: readonly Production[], or = ' | '): string {
  const [first] = definition;
  return definition.length === 1 && first?.kind === 'choice' ? alternatives(first, or) : sequence(definition);
}

const sequence = (productions: readonly Production[]): string => productions.map(part).join(' ');

const alternatives = ({ ways }: Decision, or = ' | '): string => ways.map(way).join(or);

const way = ({ parts }: Way): string => sequence(parts);

function part(production: Production): string {
  switch (production.kind) {
    case 'token':
      return terminal(production.type);
    case 'rule':
      return production.rule.ruleName;
    case 'choice':
      return `( ${alternatives(production)} )`;
    case 'option':
      return `[ ${inner(production)} ]`;
    case 'many':
      return `{ ${inner(production)} }`;
    case 'some':
      return `${alternatives(production)} { ${alternatives(production)} }`;
  }
}

const inner = ({ ways }: Decision): string => ways.map(({ parts }) => outermost(parts)).join(' ');

function terminal(type: t.TokenType): string {
  if (type === t.Identifier) return 'NAME';
  if (type === t.NumberToken) return 'NUMBER';
  if (type === t.StringToken) return 'STRING';
  const members = type.members.map(({ label }) => `"${label}"`);
  if (members.length === 0) return `"${type.label}"`;
  return `( ${members.join(' | ')} )`;
}

const FENCE = /```ebnf\n[^]*?```/;

/** The README with the grammar of today in it. */
export const withGrammar = (readme: string): string => readme.replace(FENCE, () => `\`\`\`ebnf\n${ebnf()}\n\`\`\``);

if (process.argv[1]?.endsWith('ebnf.ts') === true && process.argv.includes('--write')) {
  const path = new URL('README.md', import.meta.url);
  writeFileSync(path, withGrammar(readFileSync(path, 'utf8')));
}
