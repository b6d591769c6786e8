import type { Reporter } from '../diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../diagnostics/suggest.ts';
import type { TypeReference } from '../syntax/nodes.ts';
import { invalid, list, namedTypes, optional, type Type } from './type.ts';

/** The type that a source names. An unknown one is reported and fits everywhere. */
export function checkType(reference: TypeReference, reporter: Reporter): Type {
  const name = reference.name.text;
  if (name === '') return invalid;
  const type = name === 'List' ? listType(reference, reporter) : namedTypes.get(name);
  if (!type) {
    const meant = closest(name, [...namedTypes.keys(), 'List']);
    reporter.report('unknown-type', reference.name.span, { name }, didYouMean(name, meant, reference.name.span));
    return invalid;
  }
  return reference.optional ? optional(type) : type;
}

function listType(reference: TypeReference, reporter: Reporter): Type {
  const [of] = reference.arguments;
  if (of) return list(checkType(of, reporter));
  reporter.report(
    'missing-field',
    reference.span,
    { of: 'List', field: 'the type of its items' },
    { help: 'write List<Int>' },
  );
  return list(invalid);
}
