import { closest } from '../../base/diagnostics/suggest.ts';
import type { Details, Label } from '../../base/diagnostics/diagnostic.ts';
import { TIME_UNIT } from '../../base/values/quantity.ts';
import { withArticle } from '../../base/values/words.ts';
import type { Environment } from './environment.ts';
import { termText } from './print-term.ts';
import type { Term } from './term.ts';
import { assignable, typeName, type Type } from './type.ts';

export const invalidTerm = (span: Term['span']): Term => ({ op: 'invalid', type: { kind: 'invalid' }, span });

/** Holds a term to the type that is expected, by what `by` shows; what does not fit is reported and becomes invalid. */
export function coerce(environment: Environment, term: Term, expected: Type | undefined, by?: Label): Term {
  if (!expected || assignable(term.type, expected)) return term;
  // A version of a model names the model, and data in the tracker or on the volume are given as a text.
  const labels = by ? [by] : [];
  const bare = expected.kind === 'optional' ? expected.of : expected;
  const parameters = { expected: describeType(bare), found: describeType(term.type) };
  if (bare.kind === 'scalar' && bare.name === 'Secret' && term.type.kind === 'scalar' && term.type.name === 'String') {
    const name =
      term.op === 'constant' && typeof term.value === 'string' && /^[a-z0-9.-]+$/.test(term.value)
        ? term.value
        : undefined;
    environment.reporter.report(
      'secret-as-text',
      term.span,
      { what: 'this' },
      {
        labels,
        help: 'name the Secret of the cluster that holds it, as in: secret scanflow-secret',
        ...(name === undefined ? {} : { fix: { span: term.span, text: `secret ${name}`, unsure: true as const } }),
      },
    );
  } else if (bare.kind === 'quantity' && term.type.kind === 'quantity') {
    environment.reporter.report('wrong-unit', term.span, parameters, { labels, ...unitHelp(term, bare) });
  } else {
    environment.reporter.report('wrong-type', term.span, parameters, { labels, ...typeHelp(environment, term, bare) });
  }
  return invalidTerm(term.span);
}

/** With an article, as `a Rate`; none is `none`. */
export function describeType(type: Type): string {
  const name = typeName(type);
  if (type.kind === 'none') return 'none';
  return withArticle(name);
}

const DURATION = new RegExp(`^(\\d[\\d_.]*)(${TIME_UNIT})$`);
const RATE = new RegExp(`^(\\d[\\d_.]*)/(${TIME_UNIT})$`);

/** The conversion that was probably meant. */
export function unitHelp(term: Term, expected: Type): Details {
  if (expected.kind !== 'quantity' || term.type.kind !== 'quantity') return {};
  const fixed = (text: string): Details => ({ help: `did you mean ${text}?`, fix: { span: term.span, text } });
  // Only of a number as it is written.
  const written = typeof term.written === 'string' ? term.written : '';
  if (expected.name === 'Cpu' && /^\d+m$/.test(written)) return fixed(String(Number(written.slice(0, -1)) / 1000));
  const isLiteral = /^\d[\d_.]*$/.test(written);
  if (isLiteral && expected.name === 'Ratio') return fixed(`${written}%`);
  const [likely, other] = isLiteral ? unitsOf(expected.name, Number(written.replaceAll('_', ''))) : [];
  if (likely !== undefined) {
    const help = `did you mean ${written}${likely}${other === undefined ? '' : `, or ${written}${other}`}?`;
    return { help, fix: { span: term.span, text: `${written}${likely}`, unsure: true } };
  }
  const literalDuration = DURATION.exec(written);
  if (literalDuration && expected.name === 'Rate') {
    const text = `${literalDuration[1] ?? ''}/${literalDuration[2] ?? ''}`;
    const help = `a rate is a number for each time, as 20/s; did you mean ${text}?`;
    return { help, fix: { span: term.span, text } };
  }
  const literalRate = RATE.exec(written);
  if (literalRate && expected.name === 'Duration') {
    const text = `${literalRate[1] ?? ''}${literalRate[2] ?? ''}`;
    return { help: `a duration is written without the slash: did you mean ${text}?`, fix: { span: term.span, text } };
  }
  if (/^\d[\d_.]*%$/.test(written)) return { help: 'a ratio has no unit but %' };
  return {};
}

/** The likely unit of a number that has none, and another one: few have gibibytes in mind where they write 512, or seconds with 200. */
function unitsOf(name: string, number: number): readonly string[] {
  if (name === 'Rate') return ['/s'];
  if (name === 'Bytes') return number < 64 ? ['Gi'] : ['Mi'];
  if (name === 'Duration') return number < 100 ? ['s'] : ['ms', 's'];
  return [];
}

/** What stands between quotation marks, if it is a number with or without a unit, as it is written without them. */
function quantityText(text: string): string | undefined {
  const bare = text.trim();
  if (/^\d[\w./%]*$/.test(bare)) return bare;
  const spaced = /^(\d[\d_.]*)\s+(\/?[A-Za-z%]+)$/.exec(bare);
  return spaced ? `${spaced[1] ?? ''}${spaced[2] ?? ''}` : undefined;
}

/** The kind of declaration that a type's values name. */
const kinds: Readonly<Record<string, string>> = {
  Endpoint: 'endpoint',
  Agent: 'agent',
  Model: 'model',
  Batch: 'workflow',
  Online: 'workflow',
};
const named: ReadonlySet<Term['op']> = new Set(['endpoint', 'agent', 'model', 'workflow']);

/** A name of another kind, where one of the right kind is nearly the same. */
function namesakeOf(environment: Environment, term: Term, expected: Type): Details | undefined {
  const kind = expected.kind === 'scalar' ? kinds[expected.name] : undefined;
  if (kind === undefined || !named.has(term.op) || term.op === kind) return undefined;
  const known = [...environment.scope.symbols].filter(([, { declaration }]) => declaration.kind === kind);
  const meant = closest(
    termText(term),
    known.map(([name]) => name),
  );
  if (meant === undefined) return undefined;
  return { help: `did you mean ${meant}?`, fix: { span: term.span, text: meant, unsure: true } };
}

function typeHelp(environment: Environment, term: Term, expected: Type): Details {
  const namesake = namesakeOf(environment, term, expected);
  if (namesake) return namesake;
  if (term.type.kind === 'optional') return { help: 'this may be absent; only what takes an absent value takes it' };
  if (term.op === 'model' && expected.kind === 'scalar' && expected.name === 'ModelVersion') {
    const text = `${termText(term)}@${term.model.at ? '1' : 'production'}`;
    return { help: `which version? write ${text}`, fix: { span: term.span, text, unsure: true } };
  }
  if (term.op === 'workflow' && term.variant !== undefined) {
    const { name } = term.workflow;
    return {
      help: `this is done to the whole workflow, ${name}; a variant takes upgradeWorkflow and updateWorkflowTraffic`,
    };
  }
  if (term.op === 'constant' && typeof term.value === 'string' && expected.kind === 'word') {
    const isName = /^[A-Za-z][\w-]*$/.test(term.value);
    const help = 'names stand without quotation marks';
    return isName ? { help, fix: { span: term.span, text: term.value } } : { help };
  }
  if (term.op === 'constant' && typeof term.value === 'string' && expected.kind === 'quantity') {
    const text = quantityText(term.value);
    return {
      help: 'numbers stand without quotation marks',
      ...(text === undefined ? {} : { fix: { span: term.span, text } }),
    };
  }
  if (expected.kind === 'scalar' && expected.name === 'String' && term.type.kind === 'quantity') {
    const fix = { span: term.span, text: `"${termText(term)}"` };
    // A quantity with a unit rather stands where something else was asked for.
    const isPlain = term.type.name === 'Int' || term.type.name === 'Number';
    return { help: 'a text stands between quotation marks', fix: isPlain ? fix : { ...fix, unsure: true } };
  }
  if (term.op === 'constant' && typeof term.value === 'string' && expected.kind === 'scalar') {
    const isNamed = ['Batch', 'Online', 'Model', 'ModelVersion', 'Workflow'].includes(expected.name);
    if (isNamed && /^[a-z][\w-]*$/.test(term.value)) {
      const text = expected.name === 'ModelVersion' ? `${term.value}@production` : term.value;
      const isKnown = environment.scope.symbols.has(term.value) && expected.name !== 'ModelVersion';
      const fix = { span: term.span, text, ...(isKnown ? {} : { unsure: true as const }) };
      return { help: `names stand without quotation marks: ${text}`, fix };
    }
  }
  if (term.op === 'constant' && expected.kind === 'scalar' && expected.name === 'Bool') {
    if (term.value === 'true' || term.value === 'false')
      return { help: 'true and false stand without quotation marks', fix: { span: term.span, text: term.value } };
  }
  if (expected.kind === 'list') {
    const help = 'a list stands in brackets, as [1, 2, 3]';
    if (!assignable(term.type, expected.of)) return { help };
    // A command as a shell takes it; in a list of one it would be the name of a program.
    const words = term.op === 'constant' && typeof term.value === 'string' ? term.value.trim().split(/\s+/) : [];
    const text = `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
    return words.length > 1
      ? { help: `a list stands in brackets, as ${text}`, fix: { span: term.span, text, unsure: true } }
      : { help, fix: { span: term.span, text: `[${termText(term)}]` } };
  }
  return {};
}
