import { mapParts, type Term } from './term.ts';

const operations: ReadonlySet<Term['op']> = new Set([
  'add',
  'subtract',
  'multiply',
  'divide',
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'and',
  'or',
  'not',
  'negate',
  'latch',
  'default',
]);

/** One of these names: not as a part of a longer name, not behind a dot, and not as the name of an argument. */
const oneOf = (names: readonly string[]): string => `(?<![\\w.@-])(?:${names.join('|')})(?![\\w-])(?!\\s*:)`;

/** What a hole of a string has between its braces: no records, which stand in no text. */
const HOLE = String.raw`(?:[^"{}]|"(?:[^"\\]|\\.)*")*`;
const STRING = String.raw`"(?:[^"\\$]|\\.|\$(?!\{)|\$\{${HOLE}\})*"`;
const holes = new RegExp(String.raw`\$\{(${HOLE})\}`, 'g');

export const mentions = (text: string, name: string): boolean => new RegExp(oneOf([name])).test(text);

export type Retell = (text: string) => string;

/** Tells a text with the arguments in the place of the parameters, in brackets where operators would bind them otherwise. */
export function retelling(locals: ReadonlyMap<string, Term>): Retell {
  if (locals.size === 0) return (text) => text;
  const words = new RegExp(`${STRING}|${oneOf([...locals.keys()])}`, 'g');
  const retell: Retell = (text) =>
    text.replaceAll(words, (word) => {
      // Of a string only what is computed.
      if (word.startsWith('"')) return word.replaceAll(holes, (_, inner: string) => `\${${retell(inner)}}`);
      const term = locals.get(word);
      return term && operations.has(term.op) ? `(${term.text})` : (term?.text ?? word);
    });
  return retell;
}

/** Puts arguments in the place of parameters, in what is computed and in how it is told. */
export const substitute = (term: Term, locals: ReadonlyMap<string, Term>): Term =>
  substituted(term, locals, retelling(locals));

function substituted(term: Term, locals: ReadonlyMap<string, Term>, retell: Retell): Term {
  if (term.op === 'local') return locals.get(term.name) ?? term;
  const whole = mapParts(term, (part) => substituted(part, locals, retell));
  return whole.op === 'constant' ? whole : { ...whole, text: retell(whole.text) };
}
