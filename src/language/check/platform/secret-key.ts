import type { KeyOfObject } from '../../model/model.ts';
import { describeType } from '../../types/coerce.ts';
import type { Environment } from '../../types/environment.ts';
import type { Term } from '../../types/term.ts';

/** `secret mlflow.token` */
export function keyOf({ reporter }: Environment, term: Term, example: string): KeyOfObject | undefined {
  if (term.op === 'invalid') return undefined;
  if (term.op !== 'secret') {
    reportNoSecret({ reporter }, term, `name a key of a Secret of the cluster, as in: secret mlflow.${example}`);
    return undefined;
  }
  if (term.key !== undefined) return { kind: 'secret', name: term.name, key: term.key };
  const parameters = { expected: 'a key of a Secret', found: 'a whole Secret' };
  reporter.report('wrong-type', term.span, parameters, { help: `name the key, as in: secret ${term.name}.${example}` });
  return undefined;
}

/** The text is not told: it may be the password. */
export function reportNoSecret({ reporter }: Pick<Environment, 'reporter'>, { span, type }: Term, help: string): void {
  const isText = type.kind === 'scalar' && type.name === 'String';
  if (isText) reporter.report('secret-as-text', span, { what: 'this' }, { help });
  else reporter.report('wrong-type', span, { expected: 'a Secret', found: describeType(type) }, { help });
}
