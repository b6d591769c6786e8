import { defined } from '../../../base/values/defined.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import { Bytes, Cpu, Secret, Text, optional, record } from '../../types/type.ts';
import { checkImage } from '../program/check-program.ts';
import type { Checker } from '../checker.ts';
import type { Tracker } from '../../model/model.ts';

const kinds: readonly string[] = ['mlflow'];

const fields = record({
  database: Secret,
  image: optional(Text),
  cpu: optional(Cpu),
  memory: optional(Bytes),
});

/** `tracker mlflow { database: secret mlflow-database.uri }`: one that is deployed for the team alone. */
export function checkTracker(checker: Checker, environment: Environment, setting: syntax.Setting): Tracker | undefined {
  const { reporter } = checker;
  const { variant } = setting;
  if (variant && variant.text !== '' && !kinds.includes(variant.text)) {
    reporter.report('unknown-variant', variant.span, { clause: 'tracker', found: variant.text, known: kinds });
  }
  const term = checkExpression(environment, setting.value, fields);
  if (term.op !== 'record') return undefined;
  const database = term.fields.get('database');
  if (database?.op !== 'secret') return undefined;
  if (database.key === undefined) {
    const help = `name the key that holds its address, as in: secret ${database.name}.uri`;
    const parameters = { expected: 'a key of a Secret', found: 'a whole Secret' };
    reporter.report('wrong-type', database.span, parameters, { help });
    return undefined;
  }
  const image = imageOf(checker, environment, setting);
  const number = (name: string): number | undefined => {
    const field = term.fields.get(name);
    if (!field || field.op === 'invalid') return undefined;
    if (field.op !== 'constant' || typeof field.value !== 'number') {
      reporter.report('not-constant', field.span, { what: `the ${name} of the tracker` });
      return undefined;
    }
    if (field.value <= 0) reporter.report('bad-range', field.span, { what: name, reason: 'has to be more than 0' });
    return field.value;
  };
  const [cpu, memory] = [number('cpu'), number('memory')];
  return defined({
    span: setting.name.span,
    database: { name: database.name, key: database.key },
    image,
    cpu,
    memory,
  });
}

function imageOf(checker: Checker, environment: Environment, setting: syntax.Setting): string | undefined {
  const { value } = setting;
  const field = value.kind === 'record' ? value.fields.find(({ name }) => name.text === 'image') : undefined;
  return field && checkImage(checker, environment, { ...setting, value: field.value });
}
