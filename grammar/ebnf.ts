import { readFileSync, writeFileSync } from 'node:fs';
import {
  Alternation,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  Terminal,
  type IProduction,
  type Rule,
  type TokenType,
} from 'chevrotain';
import { SflowParser } from './parser.ts';
import * as t from './tokens.ts';

const WIDTH = 120;

/** The grammar as EBNF, told from the parser's own rules: each stands behind the first that needs it. */
export function ebnf(): string {
  const rules = new SflowParser(true).getGAstProductions();
  const order = new Set<string>();
  const visit = (name: string): void => {
    if (order.has(name)) return;
    order.add(name);
    referencesOf(rules[name]?.definition ?? []).forEach(visit);
  };
  visit('file');
  const width = Math.max(...[...order].map((name) => name.length));
  return [...order].map((name) => written(name.padEnd(width), rules[name])).join('\n');
}

function referencesOf(productions: readonly IProduction[]): string[] {
  return productions.flatMap((production) =>
    production instanceof NonTerminal
      ? [production.nonTerminalName]
      : referencesOf((production as { definition?: IProduction[] }).definition ?? []),
  );
}

/** A rule; its alternatives stand below each other where they do not fit on a line. */
function written(name: string, rule: Rule | undefined): string {
  const definition = rule?.definition ?? [];
  const line = `${name} = ${outermost(definition, ' | ')} ;`;
  const [first] = definition;
  if (line.length <= WIDTH || !(first instanceof Alternation)) return line;
  return `${name} = ${outermost(definition, `\n${' '.repeat(name.length)} | `)} ;`;
}

function outermost(definition: readonly IProduction[], or: string): string {
  const [first] = definition;
  return definition.length === 1 && first instanceof Alternation ? alternatives(first, or) : sequence(definition);
}

const sequence = (productions: readonly IProduction[]): string => productions.map(part).join(' ');

const alternatives = (choice: Alternation, or = ' | '): string => choice.definition.map(alternative).join(or);

const alternative = (production: IProduction): string =>
  sequence((production as { definition?: IProduction[] }).definition ?? []);

function part(production: IProduction): string {
  if (production instanceof Terminal) return terminal(production.terminalType);
  if (production instanceof NonTerminal) return production.nonTerminalName;
  if (production instanceof Alternation) return `( ${alternatives(production)} )`;
  if (production instanceof Option) return `[ ${inner(production)} ]`;
  if (production instanceof Repetition) return `{ ${inner(production)} }`;
  if (production instanceof RepetitionMandatory) {
    const repeated = sequence(production.definition);
    return `${repeated} { ${repeated} }`;
  }
  throw new Error(`no way to write ${production.constructor.name}`);
}

/** Brackets need no parentheses in them. */
function inner({ definition }: Option | Repetition): string {
  const [first] = definition;
  return definition.length === 1 && first instanceof Alternation ? alternatives(first) : sequence(definition);
}

function terminal(type: TokenType): string {
  if (type === t.Identifier) return 'NAME';
  if (type === t.NumberToken) return 'NUMBER';
  if (type === t.StringToken) return 'STRING';
  const members = t.membersOf(type).map(({ LABEL = '' }) => `"${LABEL}"`);
  if (members.length === 0) return `"${type.LABEL ?? type.name}"`;
  return `( ${members.join(' | ')} )`;
}

const FENCE = /```ebnf\n[^]*?```/;

/** The README with the grammar of today in it. */
export const withGrammar = (readme: string): string => readme.replace(FENCE, () => `\`\`\`ebnf\n${ebnf()}\n\`\`\``);

if (process.argv[1]?.endsWith('ebnf.ts') === true && process.argv.includes('--write')) {
  const path = new URL('README.md', import.meta.url);
  writeFileSync(path, withGrammar(readFileSync(path, 'utf8')));
}
