import { describe, expect, it } from 'vitest';
import { RuleParser, type Learnt, type ParserMethod } from '../../grammar/rules.ts';
import { Colon, Comma, Identifier, NumberToken, Word, type Lexeme, type TokenType } from '../../grammar/tokens.ts';

const lexeme = (tokenType: TokenType): Lexeme => ({ image: tokenType.label, startOffset: 0, endOffset: 0, tokenType });

/** A grammar of one rule. */
class OneRule extends RuleParser {
  readonly main: ParserMethod<[], unknown>;

  constructor(build: (parser: OneRule) => unknown, learnt?: Learnt) {
    super();
    this.main = this.rule('main', () => build(this));
    this.learn(learnt);
  }

  read(...types: TokenType[]): unknown {
    this.input = types.map(lexeme);
    return this.SUBRULE(this.main);
  }

  declare CONSUME: RuleParser['CONSUME'];
  declare SUBRULE: RuleParser['SUBRULE'];
  declare OR: RuleParser['OR'];
  declare OPTION: RuleParser['OPTION'];
  declare MANY: RuleParser['MANY'];
  declare AT_LEAST_ONE: RuleParser['AT_LEAST_ONE'];
}

const texts = (parser: OneRule, part: 'MANY' | 'AT_LEAST_ONE', type: TokenType): string[] => {
  const found: string[] = [];
  parser[part](() => found.push(parser.CONSUME(type).image));
  return found;
};

describe('rules', () => {
  it('take the alternative that the next token begins, a word of a category too', () => {
    const parser = new OneRule((p) =>
      p.OR([
        { ALT: () => ['number', p.CONSUME(NumberToken).image] },
        { ALT: () => ['name', p.CONSUME(Identifier).image] },
      ]),
    );
    expect(parser.read(NumberToken)).toEqual(['number', 'number']);
    expect(parser.read(Word.team)).toEqual(['name', 'team']);
    expect(() => parser.read(Comma)).toThrow('no alternative of a rule begins with Comma');
  });

  it('leave out, repeat, and ask a gate before the next token', () => {
    const parser = new OneRule((p) => [
      p.OPTION({ GATE: () => false, DEF: () => p.CONSUME(Colon).image }),
      texts(p, 'MANY', Identifier),
      texts(p, 'AT_LEAST_ONE', NumberToken),
    ]);
    expect(parser.read(NumberToken)).toEqual([undefined, [], ['number']]);
    expect(parser.read(Word.team, Word.on, NumberToken, NumberToken)).toEqual([
      undefined,
      ['team', 'on'],
      ['number', 'number'],
    ]);
    expect(() => parser.read(Colon, NumberToken)).toThrow('a rule takes Colon for Number');
  });

  it('end a repetition that takes nothing', () => {
    let runs = 0;
    const parser = new OneRule((p) => {
      p.MANY(() => {
        runs += 1;
        if (runs === 1) p.CONSUME(Identifier);
      });
    });
    parser.read(Identifier);
    expect(runs).toBe(2);
  });
});

it('what a parser has learnt serves another of the same rules', () => {
  const build = (p: OneRule): unknown => [
    p.OPTION(() => p.CONSUME(Colon).image),
    texts(p, 'MANY', Identifier),
    p.OR([{ ALT: () => p.CONSUME(Comma).image }, { ALT: () => p.CONSUME(NumberToken).image }]),
  ];
  const text = JSON.stringify(new OneRule(build).learnt);
  const other = new OneRule(build, JSON.parse(text) as Learnt);
  expect(other.rules.map(({ definition }) => definition)).toEqual([[]]);
  expect(other.read(Colon, Word.team, Word.on, NumberToken)).toEqual([':', ['team', 'on'], 'number']);
  expect(other.read(Comma)).toEqual([undefined, [], ',']);
});

describe('a grammar is refused', () => {
  it('where two alternatives begin alike, unless the later one says so', () => {
    const ambiguous = (IGNORE_AMBIGUITIES: boolean) => (): OneRule =>
      new OneRule((p) =>
        p.OR([{ ALT: () => p.CONSUME(Identifier) }, { ALT: () => p.CONSUME(Word.team), IGNORE_AMBIGUITIES }]),
      );
    expect(ambiguous(false)).toThrow('two ways of the choice 0 of main begin with teamWord');
    expect(ambiguous(true)().read(Word.team)).toMatchObject({ image: 'team' });
  });

  it('where a rule begins with itself', () => {
    const leftRecursive = (): OneRule =>
      new OneRule((p) => {
        p.OPTION(() => p.CONSUME(Comma));
        p.SUBRULE(p.main);
      });
    expect(leftRecursive).toThrow('the rule main begins with itself');
  });

  it('where an alternative may be empty', () => {
    const empty = (): OneRule => new OneRule((p) => p.OR([{ ALT: () => p.OPTION(() => p.CONSUME(Comma)) }]));
    expect(empty).toThrow('a way of the choice 0 of main may be empty');
  });

  it('where two decisions of a rule have one number', () => {
    const twice = (): OneRule => new OneRule((p) => [texts(p, 'MANY', Comma), texts(p, 'MANY', Colon)]);
    expect(twice).toThrow('the many 1 of main is there twice');
  });
});
