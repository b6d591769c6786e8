import { readFileSync, writeFileSync } from 'node:fs';
import { Alternation, NonTerminal, Option, Repetition, RepetitionMandatory, Terminal, type Rule } from 'chevrotain';
import { createParser } from './parser.ts';
import * as t from './tokens.ts';

const WIDTH = 120;

/** What chevrotain has recorded of a rule: tokens, other rules, and what is made of parts. */
type Production = Rule['definition'][number];

/** The grammar as EBNF, told from the parser's own rules: each stands behind the first that needs it. */
export function ebnf(): string {
  const rules = createParser().getGAstProductions();
  const order = new Set<Rule>();
  const visit = (rule: Rule): void => {
    if (order.has(rule)) return;
    order.add(rule);
    referencesOf(rule.definition).forEach(visit);
  };
  if (rules['file']) visit(rules['file']);
  const width = Math.max(...[...order].map(({ name }) => name.length));
  return [...order].map((rule) => written(rule.name.padEnd(width), rule)).join('\n');
}

const referencesOf = (productions: readonly Production[]): Rule[] =>
  productions.flatMap((production) => {
    if (production instanceof NonTerminal) return [production.referencedRule];
    return referencesOf(partsOf(production));
  });

/** A rule; its alternatives stand below each other where they do not fit on a line. */
function written(name: string, { definition }: Rule): string {
  const line = `${name} = ${outermost(definition, ' | ')} ;`;
  if (line.length <= WIDTH || !(definition[0] instanceof Alternation)) return line;
  return `${name} = ${outermost(definition, `\n${' '.repeat(name.length)} | `)} ;`;
}

/** Alternatives that are all there is need no parentheses. */
function outermost(definition: readonly Production[], or = ' | '): string {
  const [first] = definition;
  return definition.length === 1 && first instanceof Alternation ? alternatives(first, or) : sequence(definition);
}

const partsOf = (production: Production): readonly Production[] =>
  'definition' in production ? (production.definition as readonly Production[]) : [];

const sequence = (productions: readonly Production[]): string => productions.map(part).join(' ');

const alternatives = ({ definition }: Alternation, or = ' | '): string =>
  definition.map((way) => sequence(partsOf(way))).join(or);

function part(production: Production): string {
  if (production instanceof Terminal) return terminal(production.terminalType as t.TokenType);
  if (production instanceof NonTerminal) return production.nonTerminalName;
  const inner = partsOf(production);
  if (production instanceof Alternation) return `( ${alternatives(production)} )`;
  if (production instanceof Option) return `[ ${outermost(inner)} ]`;
  if (production instanceof Repetition) return `{ ${outermost(inner)} }`;
  if (production instanceof RepetitionMandatory) return `${sequence(inner)} { ${sequence(inner)} }`;
  throw new Error(`nothing is known of a ${production.constructor.name}`);
}

function terminal(type: t.TokenType): string {
  if (type === t.Identifier) return 'NAME';
  if (type === t.NumberToken) return 'NUMBER';
  if (type === t.StringToken) return 'STRING';
  const members = t.membersOf(type).map(({ LABEL }) => `"${LABEL}"`);
  return members.length === 0 ? `"${type.LABEL}"` : `( ${members.join(' | ')} )`;
}

const FENCE = /```ebnf\n[^]*?```/;

/** The README with the grammar of today in it. */
export const withGrammar = (readme: string): string => readme.replace(FENCE, () => `\`\`\`ebnf\n${ebnf()}\n\`\`\``);

if (process.argv[1]?.endsWith('ebnf.ts') === true && process.argv.includes('--write')) {
  const path = new URL('README.md', import.meta.url);
  writeFileSync(path, withGrammar(readFileSync(path, 'utf8')));
}
