import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type { Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkType } from '../../types/check-type.ts';
import type { ActionSignature } from '../../types/environment.ts';
import { actionSources, sources } from '../../types/sources.ts';
import { invalid, none } from '../../types/type.ts';
import { checkParameters, localsOf } from './check-sensor.ts';
import { checkFields } from './check-source.ts';
import { checkTimeout, checkTravel } from './check-travel.ts';
import type { Checker } from '../checker.ts';

/** An action of the user's own as its callers see it. Mistakes in its own text are reported here, once. */
export function checkCustomAction(checker: Checker, symbol: Symbol<syntax.CustomAction>): ActionSignature {
  const { declaration, name } = symbol;
  const { reporter } = checker;
  const [primitive] = checker.names.primitives.get(name) ?? [];
  if (primitive) {
    const labels = [{ span: primitive.declaration.name.span, text: `${name} is a primitive of the standard library` }];
    reporter.report('duplicate-name', declaration.name.span, { name, what: 'action' }, { labels });
  }
  const parameters = checkParameters(checker, symbol, declaration.parameters);
  const result = declaration.result ? checkType(declaration.result, reporter) : none;
  const signature = { name, parameters, result };
  const { source: sourceName, fields: given } = declaration;
  if (!sourceName || !given || sourceName.text === '') return signature;
  const source = actionSources.includes(sourceName.text) ? sources.get(sourceName.text) : undefined;
  if (!source) {
    const { text: found, span } = sourceName;
    const meant = closest(found, actionSources);
    const details = didYouMean(found, meant, span);
    reporter.report('unknown-variant', span, { clause: 'what does an action', found, known: actionSources }, details);
    return signature;
  }
  const environment = checker.environment(symbol.file, localsOf(declaration.parameters, parameters));
  const fields = checkFields(environment, source, invalid, declaration);
  const sound = checkTravel(environment, declaration, parameters, declaration.result && result);
  return fields && sound && checkTimeout(environment, fields) ? { ...signature, fields } : signature;
}
