import { VERSION } from 'chevrotain';
import * as t from './tokens.ts';

/** The state of the running parser by which one of its functions answers. */
interface Reader {
  /** The place of the rule in the order of rules. */
  readonly currRuleShortName: number;
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
  const rules = Array.from(cache, (functions: readonly Lookahead[] | undefined) => Object.entries(functions ?? []));
  const ways = rules.flatMap((functions, rule) =>
    functions.flatMap(([, lookahead]) => [t.EOF, ...t.vocabulary].map((type) => wayOf(lookahead, rule, type))),
  );
  return {
    version: VERSION,
    keys: rules.map((functions) => functions.map(([key]) => Number(key))),
    ways: Buffer.from(ways).toString('base64'),
  };
}

function wayOf(lookahead: Lookahead, rule: number, { tokenTypeIdx }: t.TokenType): number {
  const answer = lookahead.call({ currRuleShortName: rule, LA_FAST: () => ({ tokenTypeIdx }) });
  return typeof answer === 'number' ? answer + 1 : Number(answer ?? 0);
}

/** Functions that answer alike, by the same keys: one for each key, which all rules share. */
export function lookaheads({ keys, ways }: Decisions): Lookahead[][] {
  const bytes = Buffer.from(ways, 'base64');
  const columns = new Uint8Array(Math.max(...t.vocabulary.map(({ tokenTypeIdx }) => tokenTypeIdx)) + 1);
  for (const [index, { tokenTypeIdx }] of t.vocabulary.entries()) columns[tokenTypeIdx] = index + 1;
  const functions: Lookahead[] = [];
  const rows = new Map<number, Uint32Array>();
  let next = 0;
  for (const [rule, of] of keys.entries())
    for (const key of of) {
      const starts = rows.get(key) ?? new Uint32Array(keys.length);
      starts[rule] = next;
      next += WIDTH;
      if (rows.has(key)) continue;
      rows.set(key, starts);
      functions[key] = isChoice(key) ? choice(bytes, starts, columns) : goesOn(bytes, starts, columns);
    }
  return keys.map(() => functions);
}

function choice(bytes: Uint8Array, starts: Uint32Array, columns: Uint8Array): Lookahead {
  return function () {
    const way = bytes[(starts[this.currRuleShortName] ?? 0) + (columns[this.LA_FAST(1).tokenTypeIdx] ?? 0)] ?? 0;
    return way === 0 ? undefined : way - 1;
  };
}

function goesOn(bytes: Uint8Array, starts: Uint32Array, columns: Uint8Array): Lookahead {
  return function () {
    return bytes[(starts[this.currRuleShortName] ?? 0) + (columns[this.LA_FAST(1).tokenTypeIdx] ?? 0)] === 1;
  };
}
