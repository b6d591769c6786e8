import { Reporter, type Diagnostic, type Result } from '../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../base/diagnostics/suggest.ts';
import { offerImport, type Library } from '../names/offer-import.ts';
import { declaredHere, describe, type Names, type Scope, type Symbol } from '../names/scope.ts';
import type { Source, Span } from '../../base/source/source.ts';
import type {
  CustomAction,
  Declaration,
  Expression,
  File,
  Model,
  Name,
  Param,
  Primitive as PrimitiveDeclaration,
  Sensor,
} from '../syntax/nodes.ts';
import type { Primitive } from '../model/model.ts';
import { valueOf } from '../reason/constant.ts';
import { checkExpression } from '../types/check-expression.ts';
import { invalidTerm } from '../types/coerce.ts';
import type {
  ActionSignature,
  Declarations,
  Environment,
  Owner,
  RecordType,
  SensorSignature,
} from '../types/environment.ts';
import { referTo } from '../types/refer.ts';
import type { ModelReference } from '../types/reference.ts';
import type { Term } from '../types/term.ts';
import type { Type } from '../types/type.ts';
import type { Value } from '../../base/values/value.ts';
import { withArticle } from '../../base/values/words.ts';

/** What the command line and the values file say. */
export interface Settings {
  /** Name of the platform to use instead of the applications' own. */
  readonly platform?: string;
  /** Values of params, as texts. */
  readonly values: ReadonlyMap<string, string>;
  readonly library?: Library;
  readonly recordType?: RecordType;
}

/** The checks of declarations that expressions may name. */
export interface DeclarationChecks {
  readonly sensor: (checker: Checker, symbol: Symbol<Sensor>) => SensorSignature;
  readonly param: (checker: Checker, symbol: Symbol<Param>) => Term;
  readonly action: (checker: Checker, symbol: Symbol<CustomAction>) => ActionSignature;
  readonly model: (checker: Checker, symbol: Symbol<Model>) => ModelReference;
}

/** A value that does not depend on what happens later, with how it is written. */
export interface Known<T extends Value = Value> {
  readonly value: T;
  readonly term: Term;
}

/** What all checks share: the names, the place for messages, and declarations that were checked already. */
export class Checker implements Declarations {
  readonly #all = new Reporter();
  #reporter = this.#all;
  readonly names: Names;
  readonly library: Library;
  readonly settings: Settings;
  /** The primitives that were used. */
  readonly primitives = new Map<PrimitiveDeclaration, Primitive>();
  readonly #texts: ReadonlyMap<string, string>;
  readonly #checks: DeclarationChecks;
  readonly #sensors = new Map<Declaration, SensorSignature | 'open'>();
  readonly #params = new Map<Declaration, Term | 'open'>();
  readonly #actions = new Map<Declaration, ActionSignature>();
  readonly #models = new Map<Declaration, ModelReference>();
  readonly #templates = new Map<Declaration, readonly Diagnostic[]>();

  constructor(names: Names, sources: readonly Source[], settings: Settings, checks: DeclarationChecks) {
    this.#checks = checks;
    this.names = names;
    this.library = settings.library ?? (() => []);
    this.settings = settings;
    this.#texts = new Map(sources.map(({ path, text }) => [path, text]));
  }

  get reporter(): Reporter {
    return this.#reporter;
  }

  /** What a check finds, apart from all that was found so far. */
  capture<T>(check: () => T): Result<T> {
    const reporter = new Reporter();
    const value = this.#under(reporter, check);
    return { value, diagnostics: reporter.diagnostics };
  }

  #under<T>(reporter: Reporter, check: () => T): T {
    const outer = this.#reporter;
    this.#reporter = reporter;
    const value = check();
    this.#reporter = outer;
    return value;
  }

  /** The messages about the text of a template, each time the same, found when they are first asked for. */
  messagesOf(template: Declaration, find: () => readonly Diagnostic[]): readonly Diagnostic[] {
    const known = this.#templates.get(template);
    if (known) return known;
    const found = find();
    this.#templates.set(template, found);
    return found;
  }

  readonly textOf = (span: Span): string => (this.#texts.get(span.path) ?? '').slice(span.start, span.end);

  scopeOf(file: File): Scope {
    return this.names.scopes.get(file.path) ?? { file, symbols: new Map(), unresolved: new Set() };
  }

  environment(
    file: File,
    locals: ReadonlyMap<string, Term> = new Map(),
    owners: ReadonlyMap<string, Owner> = new Map(),
  ): Environment {
    return {
      reporter: this.reporter,
      declarations: this,
      scope: this.scopeOf(file),
      textOf: this.textOf,
      recordType: this.settings.recordType,
      locals,
      owners,
    };
  }

  sensor(symbol: Symbol<Sensor>): SensorSignature {
    const known = this.#sensors.get(symbol.declaration);
    if (known && known !== 'open') return known;
    if (known === 'open') {
      this.reporter.report('sensor-circle', symbol.declaration.name.span, { name: symbol.name });
      return { name: symbol.name, parameters: [], value: invalidTerm(symbol.declaration.span) };
    }
    this.#sensors.set(symbol.declaration, 'open');
    const signature = this.#under(this.#all, () => this.#checks.sensor(this, symbol));
    this.#sensors.set(symbol.declaration, signature);
    return signature;
  }

  param(symbol: Symbol<Param>): Term {
    const known = this.#params.get(symbol.declaration);
    if (known && known !== 'open') return known;
    if (known === 'open') {
      this.reporter.report('param-circle', symbol.declaration.name.span, { name: symbol.name });
      return invalidTerm(symbol.declaration.span);
    }
    this.#params.set(symbol.declaration, 'open');
    const term = this.#under(this.#all, () => this.#checks.param(this, symbol));
    this.#params.set(symbol.declaration, term);
    return term;
  }

  action(symbol: Symbol<CustomAction>): ActionSignature {
    const known = this.#actions.get(symbol.declaration);
    if (known) return known;
    const signature = this.#under(this.#all, () => this.#checks.action(this, symbol));
    this.#actions.set(symbol.declaration, signature);
    return signature;
  }

  model(symbol: Symbol<Model>): ModelReference {
    const known = this.#models.get(symbol.declaration);
    if (known) return known;
    // One that its own clauses name is no text, which is reported there.
    this.#models.set(symbol.declaration, { ...referTo(symbol), registered: symbol.name });
    const model = this.#under(this.#all, () => this.#checks.model(this, symbol));
    this.#models.set(symbol.declaration, model);
    return model;
  }

  /** The declaration of a kind that a name stands for; anything else is reported. */
  find<K extends Declaration['kind']>(
    file: File,
    name: Name,
    kind: K,
  ): Symbol<Extract<Declaration, { kind: K }>> | undefined {
    if (name.text === '') return undefined;
    const { symbols, unresolved } = this.scopeOf(file);
    if (unresolved.has(name.text)) return undefined;
    const symbol = symbols.get(name.text);
    if (symbol?.declaration.kind === kind) return symbol as Symbol<Extract<Declaration, { kind: K }>>;
    if (symbol) {
      this.reporter.report(
        'wrong-declaration',
        name.span,
        { name: name.text, found: withArticle(describe(symbol.declaration)), expected: withArticle(kind) },
        { labels: declaredHere(symbol) },
      );
      return undefined;
    }
    const candidates = [...symbols].filter(([, { declaration }]) => declaration.kind === kind).map(([own]) => own);
    const meant = closest(name.text, candidates);
    const library = kind === 'template' || kind === 'strategy' ? this.library(kind, name.text) : [];
    const details =
      offerImport(this.names, file, name.text, (declaration) => declaration.kind === kind, library) ??
      didYouMean(name.text, meant, name.span);
    this.reporter.report('unknown-name', name.span, { name: name.text, what: kind }, details);
    return undefined;
  }

  /** An expression that must not depend on what happens later. */
  known(environment: Environment, node: Expression, expected: Type, what: string): Known | undefined {
    const term = checkExpression(environment, node, expected);
    const value = valueOf(term);
    if (value !== undefined) return { value, term };
    if (term.op === 'list') {
      const items = term.items.map(valueOf).filter((item) => item !== undefined);
      if (items.length === term.items.length) return { value: items, term };
    }
    if (term.op !== 'invalid') this.reporter.report('not-constant', term.span, { what });
    return undefined;
  }

  knownText(environment: Environment, node: Expression, expected: Type, what: string): Known<string> | undefined {
    const known = this.known(environment, node, expected, what);
    return known && typeof known.value === 'string' ? { value: known.value, term: known.term } : undefined;
  }

  knownNumber(environment: Environment, node: Expression, expected: Type, what: string): Known<number> | undefined {
    const known = this.known(environment, node, expected, what);
    return known && typeof known.value === 'number' ? { value: known.value, term: known.term } : undefined;
  }

  constant(...of: Parameters<Checker['known']>): Value | undefined {
    return this.known(...of)?.value;
  }

  text(...of: Parameters<Checker['known']>): string | undefined {
    return this.knownText(...of)?.value;
  }

  number(...of: Parameters<Checker['known']>): number | undefined {
    return this.knownNumber(...of)?.value;
  }
}
