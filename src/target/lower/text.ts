import type { Text, TextPart } from '../plan/deployment-plan.ts';
import type { Term } from '../../language/types/term.ts';
import { runName, versionUri, type Context } from './context.ts';
import { fieldParameter, valueInput } from './names.ts';
import { constantText, listText, simplify } from './simplify.ts';

/** A term of a workflow as a text with holes for the workflow's params. Neighbouring texts become one. */
export function lowerText(context: Context, term: Term): Text {
  const parts: TextPart[] = [];
  for (const part of textParts(context, simplify(context, term))) {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else if (part !== '') parts.push(part);
  }
  return parts;
}

function textParts(context: Context, term: Term): TextPart[] {
  const text = constantText(term) ?? listText(context, term);
  if (text !== undefined) return [text];
  switch (term.op) {
    case 'local':
      return [{ parameter: term.name }];
    case 'item':
      return [{ input: term.name }];
    case 'value':
      return [{ input: valueInput(term.executor, term.output) }];
    case 'run':
      return [runName(context)];
    case 'status':
      return [{ status: true }];
    case 'field':
      // The parameter of the whole has its URI.
      if (term.of.op === 'local')
        return [{ parameter: term.name === 'uri' ? term.of.name : fieldParameter(term.of.name, term.name) }];
      break;
    case 'join':
      return term.parts.flatMap((part) => textParts(context, part));
    case 'output':
    case 'stored':
      return textParts(context, term.path);
    case 'version': {
      const name = term.model.registered;
      return [versionUri(name, term.version)];
    }
    default:
  }
  context.reporter.report('not-constant', term.span, { what: 'what a program is given' });
  return [];
}
