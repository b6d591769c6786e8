import type { ParserMethod } from 'chevrotain';
import type * as ast from '../src/syntax/nodes.ts';
import { bodies, nowhere } from './clauses.ts';
import { closing, opening } from './brackets.ts';
import { present } from './present.ts';
import * as t from './tokens.ts';
import { WorkflowParser } from './workflows.ts';

/** Rules for files and their declarations. */
export class SflowParser extends WorkflowParser {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  file: ParserMethod<[], Pick<ast.File, 'imports' | 'declarations'>> = this.rule(
    'file',
    () => {
      const imports: ast.Import[] = [];
      const declarations: ast.Declaration[] = [];
      this.MANY(() => {
        this.either(
          [
            { ALT: () => imports.push(this.SUBRULE(this.import)) },
            { ALT: () => declarations.push(this.SUBRULE(this.platform)) },
            { ALT: () => declarations.push(this.SUBRULE(this.application)) },
            { ALT: () => declarations.push(this.SUBRULE(this.param)) },
            { ALT: () => declarations.push(this.SUBRULE(this.model)) },
            { ALT: () => declarations.push(this.SUBRULE(this.workflow)) },
            { ALT: () => declarations.push(this.SUBRULE(this.sensor)) },
            { ALT: () => declarations.push(this.SUBRULE(this.agent)) },
            { ALT: () => declarations.push(this.SUBRULE(this.template)) },
            { ALT: () => declarations.push(this.SUBRULE(this.strategy)) },
            { ALT: () => declarations.push(this.SUBRULE(this.primitive)) },
            {
              ALT: () => {
                this.SUBRULE(this.stranger);
              },
            },
          ],
          'a declaration',
        );
      });
      return { imports: present(imports), declarations: present(declarations) };
    },
    () => ({ imports: [], declarations: [] }),
  );

  /** What begins no declaration, with the body behind it, up to the next that does. */
  stranger: ParserMethod<[], undefined> = this.rule('stranger', () => {
    const token = this.CONSUME(t.Any);
    this.ACTION(() => this.problems.push({ kind: 'stranger', span: this.spanOf(token), text: token.image }));
    let depth = opening(token.image);
    this.MANY({
      GATE: () => depth > 0 || !this.isDeclaration(nowhere),
      DEF: () => {
        const { image } = this.CONSUME1(t.Any);
        depth = Math.max(0, depth + opening(image) - closing(image));
      },
    });
    return undefined;
  });

  import: ParserMethod<[], ast.Import> = this.rule('import', () => {
    const start = this.open();
    const names: ast.Name[] = [];
    this.CONSUME(t.Word.import);
    this.CONSUME(t.OpenBrace);
    this.MANY(() => {
      names.push(this.SUBRULE(this.name));
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.CloseBrace);
    this.CONSUME(t.Word.from);
    const from = this.SUBRULE(this.string);
    return { kind: 'import', names, from, span: this.close(start) };
  });

  platform: ParserMethod<[], ast.Platform> = this.rule('platform', () => {
    const start = this.open();
    const settings: ast.Platform['settings'][number][] = [];
    this.CONSUME(t.Word.platform);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.OpenBrace);
    this.MANY(() => {
      this.either(
        [
          {
            GATE: () => this.isSetting(bodies.platform),
            ALT: () => settings.push(this.SUBRULE(this.setting, { ARGS: [bodies.platform] })),
          },
          {
            GATE: () => !this.isDeclaration(bodies.platform),
            ALT: () => settings.push(this.SUBRULE(this.unknownClause, { ARGS: [bodies.platform] })),
          },
        ],
        '`}`',
      );
    });
    this.CONSUME(t.CloseBrace);
    return { kind: 'platform', name, settings: present(settings), span: this.close(start) };
  });

  application: ParserMethod<[], ast.Application> = this.rule('application', () => {
    const start = this.open();
    const unknown: ast.UnknownClause[] = [];
    const clauses: { team?: ast.Name; platform?: ast.Name; namespace?: ast.StringLiteral } = {};
    this.CONSUME(t.Word.application);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.OpenBrace);
    this.MANY(() => {
      this.either(
        [
          {
            ALT: () => {
              this.CONSUME(t.Word.team);
              clauses.team = this.SUBRULE1(this.name);
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Word.on);
              clauses.platform = this.SUBRULE2(this.name);
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Word.namespace);
              clauses.namespace = this.SUBRULE(this.string);
            },
          },
          {
            GATE: () => !this.isDeclaration(bodies.application),
            ALT: () => unknown.push(this.SUBRULE(this.unknownClause, { ARGS: [bodies.application] })),
          },
        ],
        '`}`',
      );
    });
    this.CONSUME(t.CloseBrace);
    return { kind: 'application', name, ...clauses, unknown, span: this.close(start) };
  });

  model: ParserMethod<[], ast.Model> = this.rule('model', () => {
    const start = this.open();
    const unknown: ast.UnknownClause[] = [];
    const clauses: { registered?: ast.StringLiteral; better?: ast.Name } = {};
    this.CONSUME(t.Word.model);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.OpenBrace);
    this.MANY(() => {
      this.either(
        [
          {
            ALT: () => {
              this.CONSUME(t.Word.registered);
              clauses.registered = this.SUBRULE(this.string);
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Word.better);
              clauses.better = this.SUBRULE1(this.name);
            },
          },
          {
            GATE: () => !this.isDeclaration(bodies.model),
            ALT: () => unknown.push(this.SUBRULE(this.unknownClause, { ARGS: [bodies.model] })),
          },
        ],
        '`}`',
      );
    });
    this.CONSUME(t.CloseBrace);
    return { kind: 'model', name, ...clauses, unknown, span: this.close(start) };
  });

  sensor: ParserMethod<[], ast.Sensor> = this.rule('sensor', () => {
    const start = this.open();
    this.CONSUME(t.Word.sensor);
    const name = this.SUBRULE(this.name);
    const signature = this.OPTION(() => this.SUBRULE(this.parameters));
    const rest = this.either<Partial<ast.Sensor>>(
      [
        {
          ALT: () => {
            this.CONSUME(t.Assign);
            return { value: this.SUBRULE(this.expression) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Colon);
            const type = this.SUBRULE(this.type);
            let windowed = false;
            this.OPTION1(() => {
              this.CONSUME(t.Word.windowed);
              windowed = true;
            });
            this.CONSUME(t.Word.from);
            const source = this.SUBRULE1(this.name);
            const fields = this.SUBRULE(this.record);
            return { type, windowed, source, fields };
          },
        },
      ],
      '`=` and an expression, or `:` and a type',
    );
    return {
      kind: 'sensor',
      name,
      parameters: signature?.parameters ?? [],
      windowed: false,
      ...rest,
      span: this.close(start),
    };
  });

  primitive: ParserMethod<[], ast.Primitive> = this.rule('primitive', () => {
    const start = this.open();
    const permits: ast.Permit[] = [];
    this.CONSUME(t.Word.primitive);
    const name = this.SUBRULE(this.name);
    const { parameters, rest } = this.SUBRULE(this.parameters);
    this.CONSUME(t.Word.layer);
    const layer = this.SUBRULE1(this.name);
    this.CONSUME(t.OpenBrace);
    this.MANY(() => permits.push(this.SUBRULE(this.permit)));
    this.CONSUME(t.CloseBrace);
    return { kind: 'primitive', name, parameters, rest, layer, permits: present(permits), span: this.close(start) };
  });

  permit: ParserMethod<[], ast.Permit> = this.rule('permit', () => {
    const start = this.open();
    const verbs: ast.Name[] = [];
    let named = false;
    this.CONSUME(t.Word.permit);
    this.CONSUME(t.OpenBracket);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => verbs.push(this.SUBRULE(this.name)), ERR_MSG: 'a verb' });
    this.CONSUME(t.CloseBracket);
    this.CONSUME(t.Word.on);
    const resource = this.SUBRULE(this.string);
    this.OPTION(() => {
      this.CONSUME(t.Word.named);
      named = true;
    });
    return { kind: 'permit', verbs, resource, named, span: this.close(start) };
  });
}
