import { readFileSync, writeFileSync } from 'node:fs';
import type { ISerializedGast } from 'chevrotain';
import { SflowParser } from './parser.ts';

/** The grammar as EBNF, told from the parser's own rules. */
export function ebnf(): string {
  const rules: readonly Shape[] = new SflowParser().getSerializedGastProductions();
  // `stranger` and `unknownClause` are how the parser recovers, and no part of the language.
  const isRecovery = (name: string): boolean => name === 'stranger' || name === 'unknownClause';
  return rules
    .filter(({ name = '' }) => !isRecovery(name))
    .map(({ name = '', definition = [] }) => `${name.padEnd(16)} = ${sequence(definition)} ;`)
    .join('\n');

  function sequence(parts: readonly ISerializedGast[]): string {
    return parts
      .map(part)
      .filter((text) => text !== '')
      .join(' ');
  }

  function part(node: ISerializedGast): string {
    const shape = node as Shape;
    const inner = (): string => sequence(shape.definition ?? []);
    switch (shape.type) {
      case 'Terminal':
        return terminal(shape);
      case 'NonTerminal':
        return isRecovery(shape.name ?? '') ? '' : (shape.name ?? '');
      case 'Option':
        return `[ ${inner()} ]`;
      case 'Repetition':
        return inner() === '' ? '' : `{ ${inner()} }`;
      case 'RepetitionMandatory':
        return `${inner()} { ${inner()} }`;
      case 'RepetitionMandatoryWithSeparator':
        return `${inner()} { ${terminal(shape.separator ?? {})} ${inner()} }`;
      case 'Alternation': {
        const alternatives = (shape.definition ?? []).map(part).filter((text) => text !== '');
        const optional =
          alternatives.length < (shape.definition ?? []).length &&
          (shape.definition ?? []).some((each) => (each as Shape).definition?.length === 0);
        const text = alternatives.join(' | ');
        return optional ? `[ ${text} ]` : alternatives.length > 1 ? `( ${text} )` : text;
      }
      default:
        return inner();
    }
  }

  function terminal({ label, name = '' }: Shape): string {
    const text = label ?? name;
    return text.startsWith('`') ? `"${text.slice(1, -1)}"` : (terminals[text] ?? name);
  }
}

interface Shape {
  readonly type?: string;
  readonly name?: string;
  readonly label?: string;
  readonly definition?: readonly ISerializedGast[];
  readonly separator?: Shape;
}

const terminals: Readonly<Record<string, string>> = {
  'a name': 'NAME',
  'a text': 'TEXT',
  'a number': 'NUMBER',
  'a comparison': '( "==" | "!=" | "<" | "<=" | ">" | ">=" )',
};

const FENCE = /```ebnf\n[^]*?```/;

/** The README with the grammar of today in it. */
export const withGrammar = (readme: string): string => readme.replace(FENCE, () => `\`\`\`ebnf\n${ebnf()}\n\`\`\``);

if (process.argv[1]?.endsWith('ebnf.ts') === true && process.argv.includes('--write')) {
  const path = new URL('README.md', import.meta.url);
  writeFileSync(path, withGrammar(readFileSync(path, 'utf8')));
}
