import type { ParserMethod } from 'chevrotain';
import { describe, expect, it } from 'vitest';
import { Core } from '../../grammar/core.ts';
import { decisionsOf, type Lookahead } from '../../grammar/decisions.ts';
import { createParser } from '../../grammar/parser.ts';
import { Colon, Comma, EOF, Identifier, NumberToken, vocabulary, Word, type TokenType } from '../../grammar/tokens.ts';

/** A grammar of one rule, which uses another. */
class Small extends Core<Small> {
  main!: ParserMethod<[], unknown>;
  comma!: ParserMethod<[], string>;

  constructor(main: (p: Small) => unknown) {
    super();
    this.RULE('main', () => main(this));
    this.RULE('comma', () => this.CONSUME(Comma).image);
    this.performSelfAnalysis();
  }

  read(...types: TokenType[]): unknown {
    this.input = types.map((tokenType) => ({
      image: tokenType.LABEL,
      startOffset: 0,
      endOffset: 0,
      tokenTypeIdx: tokenType.tokenTypeIdx,
      tokenType,
    }));
    return this.main();
  }
}

describe('rules', () => {
  it('need no numbers for tokens and subrules', () => {
    const parser = new Small((p) => [
      p.CONSUME(Colon).image,
      p.SUBRULE(p.comma),
      p.OPTION(() => p.CONSUME(Colon).image),
      p.SUBRULE(p.comma),
    ]);
    expect(parser.read(Colon, Comma, Colon, Comma)).toEqual([':', ',', ':', ',']);
    expect(parser.read(Colon, Comma, Comma)).toEqual([':', ',', undefined, ',']);
  });

  it('throw where they take what is not there: they should have asked', () => {
    const parser = new Small((p) => p.OR([{ ALT: () => p.CONSUME(Colon).image }, { ALT: () => p.SUBRULE(p.comma) }]));
    expect(() => parser.read(NumberToken)).toThrow(/expecting/i);
    expect(() => new Small((p) => p.CONSUME(Colon)).read(NumberToken)).toThrow(/expecting/i);
  });

  it('are repaired where they do not look right, which is no part of the grammar', () => {
    const parser = new Small((p) =>
      p.guarded(
        () => p.is(Colon),
        () => [p.SUBRULE(p.comma), 'repaired'],
        () => [p.CONSUME(Colon).image],
      ),
    );
    expect(parser.read(Colon)).toEqual([':']);
    expect(parser.read(Comma)).toEqual([',', 'repaired']);
    expect(parser.getGAstProductions()['main']?.definition).toHaveLength(1);
  });
});

describe('a grammar is refused', () => {
  const small = (main: (p: Small) => unknown) => (): Small => new Small(main);

  it('where two alternatives begin alike, unless the later one says so', () => {
    const ambiguous = (IGNORE_AMBIGUITIES: boolean): (() => Small) =>
      small((p) =>
        p.OR([{ ALT: () => p.CONSUME(Identifier) }, { ALT: () => p.CONSUME(Word.team), IGNORE_AMBIGUITIES }]),
      );
    expect(ambiguous(false)).toThrow(/Ambiguous/);
    expect(ambiguous(true)().read(Word.team)).toMatchObject({ image: 'team' });
  });

  it('where a rule begins with itself', () => {
    expect(small((p) => [p.OPTION(() => p.CONSUME(Comma)), p.SUBRULE(p.main)])).toThrow(/Left Recursion/);
  });

  it('where two decisions of a rule have one number', () => {
    const commas = (p: Small): void => {
      p.MANY(() => p.CONSUME(Comma));
      p.MANY(() => p.CONSUME(Colon));
    };
    expect(small(commas)).toThrow(/MANY/);
  });
});

describe('decisions', () => {
  const analysed = createParser();
  const known = JSON.parse(JSON.stringify(decisionsOf(analysed.lookAheadFuncsCache))) as ReturnType<typeof decisionsOf>;

  /** What a parser decides at each kind of token, by rule and key. */
  const answers = (cache: readonly (readonly Lookahead[])[]): unknown =>
    analysed.lookAheadFuncsCache.map((functions, rule) =>
      Object.keys(functions).map((key) => [
        key,
        [EOF, ...vocabulary].map(({ tokenTypeIdx }) =>
          cache[rule]?.[Number(key)]?.call({ currRuleShortName: rule, LA_FAST: () => ({ tokenTypeIdx }) }),
        ),
      ]),
    );

  it('serve another parser, which comes to the same for each rule, decision and kind of token', () => {
    const installed = createParser(known);
    expect(installed.getGAstProductions()).toEqual({});
    expect(answers(installed.lookAheadFuncsCache)).toEqual(answers(analysed.lookAheadFuncsCache));
    expect(known.keys.flat().length).toBeGreaterThan(100);
  });

  it('of another chevrotain are found out anew', () => {
    const other = createParser({ version: '0.0.0', keys: [], ways: '' });
    expect(Object.keys(other.getGAstProductions())).toEqual(Object.keys(analysed.getGAstProductions()));
    expect(answers(other.lookAheadFuncsCache)).toEqual(answers(analysed.lookAheadFuncsCache));
  });
});
