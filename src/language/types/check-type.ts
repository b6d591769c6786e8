import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../base/diagnostics/suggest.ts';
import type { TypeReference } from '../syntax/nodes.ts';
import { invalid, list, namedTypes, optional, type Type } from './type.ts';

/** Types as other languages call them. */
const elsewhere: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Int: 'int integer long',
    Number: 'float double',
    String: 'str string text',
    Bool: 'bool boolean',
  }).flatMap(([type, names]) => names.split(' ').map((name) => [name, type] as const)),
);

/** The type that a source names. An unknown one is reported and fits everywhere. */
export function checkType(reference: TypeReference, reporter: Reporter): Type {
  const name = reference.name.text;
  if (name === '') return invalid;
  const type = name === 'List' ? listType(reference, reporter) : namedTypes.get(name);
  if (!type) {
    const { span } = reference.name;
    const other = elsewhere.get(name.toLowerCase());
    const details =
      other === undefined
        ? didYouMean(name, closest(name, [...namedTypes.keys(), 'List']), span)
        : { help: `did you mean ${other}?`, fix: { span, text: other } };
    reporter.report('unknown-type', span, { name }, details);
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
