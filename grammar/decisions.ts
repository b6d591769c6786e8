import { VERSION } from 'chevrotain';
import * as t from './tokens.ts';

interface Reader {
  LA_FAST(ahead: number): { readonly tokenTypeIdx: number };
}

/** Chevrotain's answer to what the next token decides: whether to go on, or the index of an alternative if one fits. */
export type Lookahead = (this: Reader) => boolean | number | undefined;

/** What an analysed parser decides, for each rule, decision and kind of token; a bundle has it from its build. */
export interface Decisions {
  /** Of chevrotain, whose keys these are. */
  readonly version: string;
  /** The keys of the decisions of each rule, in the order of rules. */
  readonly keys: readonly (readonly number[])[];
  /** For each of them and each kind of token a byte, as base64: 0 where nothing begins, else the alternative from 1. */
  readonly ways: string;
}

/** Bytes of a decision: one for each kind of token, with the end before them. */
const WIDTH = t.vocabulary.length + 1;

/** Chevrotain has the kind of a decision in the high bits of its key; this is a choice, all others are yes or no. */
const isChoice = (key: number): boolean => key >> 8 === 1;

/** Asks each function of an analysed parser about each kind of token. */
export function decisionsOf(cache: readonly (readonly Lookahead[])[]): Decisions {
  // A rule without decisions has no functions.
  const keys = Array.from(cache, (functions: readonly Lookahead[] | undefined) =>
    Object.keys(functions ?? []).map(Number),
  );
  const ways = keys.flatMap((of, rule) =>
    of.flatMap((key) => [t.EOF, ...t.vocabulary].map((type) => wayOf(cache[rule]?.[key], type))),
  );
  return { version: VERSION, keys, ways: Buffer.from(ways).toString('base64') };
}

function wayOf(lookahead: Lookahead | undefined, { tokenTypeIdx }: t.TokenType): number {
  const answer = lookahead?.call({ LA_FAST: () => ({ tokenTypeIdx }) });
  return typeof answer === 'number' ? answer + 1 : Number(answer ?? 0);
}

/** Functions that answer alike, by the same keys. */
export function lookaheads({ keys, ways }: Decisions): Lookahead[][] {
  const bytes = Buffer.from(ways, 'base64');
  const columns = new Uint8Array(Math.max(...t.vocabulary.map(({ tokenTypeIdx }) => tokenTypeIdx)) + 1);
  for (const [index, { tokenTypeIdx }] of t.vocabulary.entries()) columns[tokenTypeIdx] = index + 1;
  let next = 0;
  return keys.map((of) => {
    const functions: Lookahead[] = [];
    for (const key of of) {
      const row = next;
      next += WIDTH;
      functions[key] = isChoice(key)
        ? function () {
            const way = bytes[row + (columns[this.LA_FAST(1).tokenTypeIdx] ?? 0)] ?? 0;
            return way === 0 ? undefined : way - 1;
          }
        : function () {
            return bytes[row + (columns[this.LA_FAST(1).tokenTypeIdx] ?? 0)] === 1;
          };
    }
    return functions;
  });
}
