import type { ParserMethod } from './rules.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { ExpressionParser } from './expressions.ts';
import * as t from './tokens.ts';

/** Rules for types, parameters and lists of names. */
export abstract class SignatureParser extends ExpressionParser {
  type: ParserMethod<[], ast.TypeReference> = this.rule('type', () => {
    const start = this.here();
    const name = this.name('a type');
    const parts: ast.TypeReference[] = [];
    this.OPTION(() => {
      const open = this.CONSUME(t.Less);
      parts.push(this.SUBRULE(this.type));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        parts.push(this.SUBRULE(this.type));
      });
      this.close(t.Greater, open);
    });
    const optional = this.OPTION1(() => this.CONSUME(t.Question)) !== undefined;
    return { kind: 'type', name, arguments: parts, optional, span: this.since(start) };
  });

  /** `: Type` */
  protected typeOf(): ast.TypeReference {
    this.expect(t.Colon, '`:` and a type');
    return this.SUBRULE(this.type);
  }

  parameters: ParserMethod<[], { parameters: ast.Parameter[]; rest: boolean }> = this.rule('parameters', () => {
    const parameters: ast.Parameter[] = [];
    let rest = false;
    const open = this.expect(t.LeftParenthesis);
    if (this.isStandIn(open)) return { parameters, rest };
    const isParameter = (): boolean => this.is(t.Identifier);
    this.items(open, t.RightParenthesis, isParameter, () => {
      const parameter = this.SUBRULE(this.parameterOrRest);
      if (parameter === undefined) rest = true;
      else parameters.push(parameter);
    });
    this.close(t.RightParenthesis, open);
    return { parameters, rest };
  });

  /** Nothing where `...` stands. */
  parameterOrRest: ParserMethod<[], ast.Parameter | undefined> = this.rule('parameterOrRest', () => {
    if (!this.RECORDING_PHASE && !this.is(t.Ellipsis)) return this.SUBRULE(this.parameter);
    return this.OR<ast.Parameter | undefined>([
      { ALT: () => this.SUBRULE(this.parameter) },
      { ALT: () => void this.CONSUME(t.Ellipsis) },
    ]);
  });

  parameter: ParserMethod<[], ast.Parameter> = this.rule('parameter', () => {
    const start = this.here();
    const name = this.name('a parameter');
    const type = this.typeOf();
    const fallback = this.OPTION(() => this.SUBRULE(this.default));
    return { kind: 'parameter', name, type, ...(fallback ? { default: fallback } : {}), span: this.since(start) };
  });

  param: ParserMethod<[], ast.Param> = this.rule('param', () => {
    const start = this.here();
    this.CONSUME(t.Word.param);
    const name = this.name('a name for the param');
    const type = this.typeOf();
    const fallback = this.OPTION(() => this.SUBRULE(this.default));
    return { kind: 'param', name, type, ...(fallback ? { default: fallback } : {}), span: this.since(start) };
  });

  default: ParserMethod<[], ast.Expression> = this.rule('default', () => {
    this.CONSUME(t.Assign);
    return this.SUBRULE(this.expression);
  });

  /** `[a, b]` */
  bracketedNames: ParserMethod<[string], ast.Name[]> = this.rule('bracketedNames', (what: string) => {
    const names: ast.Name[] = [];
    const open: t.Lexeme = this.expect(t.LeftBracket);
    if (this.isStandIn(open)) return names;
    this.items(
      open,
      t.RightBracket,
      () => this.is(t.Identifier),
      () => names.push(this.name(what)),
    );
    this.close(t.RightBracket, open);
    return names;
  });
}
