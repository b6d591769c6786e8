import { defined } from '../../../base/values/defined.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import type { Term } from '../../types/term.ts';
import { Bytes, Int, Secret, Text, optional, record, type Type } from '../../types/type.ts';
import type { Checker } from '../checker.ts';
import type { Journal } from '../../model/model.ts';

/** A copy of the state a day, and the log behind it. */
const LEAST_BYTES = 64 * 2 ** 20;
/** PostgreSQL's own. */
const DEFAULT_PORT = 5432;

/** `journal volume "fast-ssd" { size: 1Gi }`, `journal postgres secret journal.url { port: 6432 }` */
export function checkJournal(
  checker: Checker,
  environment: Environment,
  setting: syntax.Setting | undefined,
): Journal | undefined {
  switch (setting?.variant?.text) {
    case 'volume':
      return checkVolume(checker, environment, setting);
    case 'postgres':
      return checkDatabase(checker, environment, setting);
    default:
      return undefined;
  }
}

function checkVolume(checker: Checker, environment: Environment, setting: syntax.Setting): Journal | undefined {
  const className = checker.text(environment, setting.value, Text, 'the storage class of journals');
  const size = option(environment, setting, 'size', Bytes);
  const bytes = numberOf(checker, size, 'the size of a journal');
  if (size && bytes !== undefined && bytes < LEAST_BYTES) {
    const parameters = { what: 'the size of a journal', reason: 'has to be at least 64Mi' };
    checker.reporter.report('bad-range', size.span, parameters);
  }
  return className === undefined ? undefined : defined({ kind: 'volume', className, bytes });
}

function checkDatabase(checker: Checker, environment: Environment, setting: syntax.Setting): Journal | undefined {
  const address = checkExpression(environment, setting.value, Secret);
  const given = option(environment, setting, 'port', Int);
  const port = numberOf(checker, given, 'the port of the database') ?? DEFAULT_PORT;
  if (given && (port < 1 || port > 65535)) {
    const parameters = { what: 'the port of the database', reason: 'is a number from 1 to 65535' };
    checker.reporter.report('bad-range', given.span, parameters);
  }
  if (address.op !== 'secret') return undefined;
  const { name, key, span } = address;
  if (key === undefined) {
    const help = `name the key that holds the address of the database, as in: secret ${name}.url`;
    checker.reporter.report('wrong-type', span, { expected: 'a key of a Secret', found: 'a whole Secret' }, { help });
    return undefined;
  }
  return { kind: 'postgres', secret: name, key, port };
}

/** The only option that a kind of journal has. */
function option(environment: Environment, { options }: syntax.Setting, name: string, type: Type): Term | undefined {
  const term = options && checkExpression(environment, options, record({ [name]: optional(type) }));
  return term?.op === 'record' ? term.fields.get(name) : undefined;
}

function numberOf(checker: Checker, term: Term | undefined, what: string): number | undefined {
  if (!term || term.op === 'invalid') return undefined;
  if (term.op === 'constant' && typeof term.value === 'number') return term.value;
  checker.reporter.report('not-constant', term.span, { what });
  return undefined;
}
