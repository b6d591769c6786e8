import { valueOf } from '../../language/reason/constant.ts';
import { constantText as textOf } from '../../language/types/constant-text.ts';
import { termText } from '../../language/types/print-term.ts';
import { mapParts, type Term } from '../../language/types/term.ts';
import type { Type } from '../../language/types/type.ts';
import type { Value } from '../../base/values/value.ts';
import { modelField, type Context, versionUri } from './context.ts';
import { workflowField } from './workflow-fields.ts';

/** Resolves what is known before deployment: fields of models, versions and workflows, and texts of known parts. */
export function simplify(context: Context, term: Term): Term {
  const simpler = mapParts(term, (part) => simplify(context, part));
  if (simpler.op === 'field') return simplifyField(context, simpler);
  if (simpler.op === 'join') {
    const parts = simpler.parts.map(constantText);
    if (parts.every((part) => part !== undefined)) return constant(simpler, parts.join(''));
  }
  return simpler;
}

const constant = (term: Term, value: Value): Term => ({
  op: 'constant',
  value,
  type: term.type,
  span: term.span,
  written: termText(term),
});

/** What is known, or computed of what is, as it stands within a text; undefined for the rest. */
export function constantText(term: Term): string | undefined {
  const value = valueOf(term);
  return value === undefined ? undefined : textOf(value, term.type);
}

/** A list as JSON, which is how runs are given lists. */
export function listText(context: Context, term: Term): string | undefined {
  if (term.op !== 'list') return undefined;
  const items = term.items.map((item) => {
    const simple = simplify(context, item);
    return simple.op === 'constant' && typeof simple.value === 'number' && !isDuration(simple.type)
      ? simple.value
      : constantText(simple);
  });
  return items.includes(undefined) ? undefined : JSON.stringify(items);
}

const isDuration = (type: Type): boolean => type.kind === 'quantity' && type.name === 'Duration';

function simplifyField(context: Context, term: Extract<Term, { op: 'field' }>): Term {
  const { of, name } = term;
  switch (of.op) {
    case 'model':
      return constant(term, modelField(of.model, name));
    case 'version': {
      if (name === 'model') return { ...term, op: 'model', model: of.model, written: termText(term) };
      const registered = of.model.registered;
      return constant(
        term,
        name === 'name' ? registered : name === 'version' ? of.version : versionUri(registered, of.version),
      );
    }
    case 'workflow': {
      const value = workflowField(context, of, name);
      return value === undefined ? { ...term, op: 'invalid', written: termText(term) } : constant(term, value);
    }
    case 'output':
    case 'stored':
      return name === 'run' ? term : simplify(context, of.path);
    default:
      return term;
  }
}
