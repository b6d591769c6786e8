import { defined } from '../../../base/values/defined.ts';
import { SHARED_FOLDER } from '../../../base/values/path.ts';
import { firstHere } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { valueOf } from '../../reason/constant.ts';
import { checkExpression } from '../../types/check-expression.ts';
import { checkType } from '../../types/check-type.ts';
import { describeType } from '../../types/coerce.ts';
import type { Environment } from '../../types/environment.ts';
import { within, type Term } from '../../types/term.ts';
import { Bool, Text, list, optional, record, type Type } from '../../types/type.ts';
import { isShared } from './check-shared.ts';
import { checkName } from '../check-name.ts';
import type { Checker } from '../checker.ts';
import type { StoredFile, ValueOutput } from '../../model/model.ts';

/** What an executor takes from outside and leaves behind. */
export interface Files {
  /** As others refer to it. */
  readonly outputs: ReadonlyMap<string, Term>;
  readonly values: readonly ValueOutput[];
  readonly stored: readonly StoredFile[];
  readonly inputs: readonly StoredFile[];
}

/** The outputs and inputs that clauses declare. Paths are absolute. */
export function checkFiles(
  checker: Checker,
  environment: Environment,
  executor: string,
  clauses: readonly syntax.ExecutorClause[],
  repeated: readonly syntax.Loop[],
): Files {
  const isFanOut = repeated.length > 0;
  const outputs = new Map<string, Term>();
  const values: ValueOutput[] = [];
  const stored: StoredFile[] = [];
  const inputs: StoredFile[] = [];
  for (const clause of clauses) {
    if (clause.kind === 'input') {
      const { text: name, span } = clause.name;
      checkName(checker.reporter, clause.name, 'an input');
      const first = inputs.find((input) => input.name === name);
      if (first) {
        checker.reporter.report(
          'duplicate-name',
          span,
          { name, what: 'input' },
          { labels: firstHere(name, first.span) },
        );
      }
      const path = checkPath(checker, environment, clause.at);
      const type = checkType(clause.type, checker.reporter);
      const key = checkExpression(environment, clause.key, Text);
      const isPacked = checkOption(checker, environment, clause.options, 'unpack');
      if (name !== '' && path.op !== 'invalid' && key.op !== 'invalid')
        inputs.push(defined({ name, type, path, key, isPacked, span }));
    }
    if (clause.kind !== 'output') continue;
    const { text: name, span } = clause.name;
    const type = checkType(clause.type, checker.reporter);
    const first = clauses.find((other) => other.kind === 'output' && other.name.text === name) as
      syntax.Output | undefined;
    if (outputs.has(name) && first) {
      const labels = firstHere(name, first.name.span);
      checker.reporter.report('duplicate-name', span, { name, what: 'output' }, { labels });
    }
    if (clause.from || clause.key) checkName(checker.reporter, clause.name, 'an output');
    const common = { span, text: `${executor}.${name}` };
    if (clause.from) {
      const value = checkValue(checker, environment, clause, clause.from, type);
      if (value && isShared(value.path)) checkOfMany(checker, executor, name, 'place', value.path, repeated);
      if (value) values.push(value);
      outputs.set(name, {
        op: 'value',
        executor,
        output: name,
        ofAll: isFanOut,
        type: isFanOut ? list(type) : type,
        ...common,
      });
    } else if (clause.at) {
      const path = checkPath(checker, environment, clause.at);
      const key = clause.key && checkExpression(environment, clause.key, Text);
      if (key) checkOfMany(checker, executor, name, 'key', key, repeated);
      if (!key || isShared(path)) checkOfMany(checker, executor, name, 'place', path, repeated);
      const isPacked = checkOption(checker, environment, clause.options, 'pack');
      if (key && key.op !== 'invalid' && path.op !== 'invalid')
        stored.push(defined({ name, type, path, key, isPacked, span }));
      outputs.set(name, { op: key ? 'stored' : 'output', executor, output: name, path, type, ...common });
    }
  }
  return { outputs, values, stored, inputs };
}

/** Items that left their objects under one key, or their files at one shared place, would overwrite each other's. */
function checkOfMany(
  checker: Checker,
  executor: string,
  output: string,
  what: 'key' | 'place',
  where: Term,
  repeated: readonly syntax.Loop[],
): void {
  if (where.op === 'invalid') return;
  const named = new Set(within(where).flatMap((part) => (part.op === 'item' ? [part.name] : [])));
  const missing = repeated.map(({ name }) => name.text).filter((item) => item !== '' && !named.has(item));
  if (missing.length === 0) return;
  const help = `put ${missing.map((item) => `\${${item}}`).join(' and ')} into the ${what}`;
  const labels = repeated
    .filter(({ name }) => missing.includes(name.text))
    .map(({ name }) => ({ span: name.span, text: 'it is repeated for each of these' }));
  checker.reporter.report('key-of-many', where.span, { executor, output, what, items: missing }, { help, labels });
}

/** `{ unpack: false }` of an input, `{ pack: true }` of an output. */
function checkOption(
  checker: Checker,
  environment: Environment,
  options: syntax.Expression | undefined,
  name: 'unpack' | 'pack',
): boolean | undefined {
  const term = options && checkExpression(environment, options, record({ [name]: optional(Bool) }));
  const field = term?.op === 'record' ? term.fields.get(name) : undefined;
  const value = field && valueOf(field);
  if (typeof value === 'boolean') return value;
  if (field && field.op !== 'invalid' && value !== null)
    checker.reporter.report('not-constant', field.span, { what: `whether to ${name} it` });
  return undefined;
}

function checkPath(checker: Checker, environment: Environment, node: syntax.Expression): Term {
  const path = checkExpression(environment, node, Text);
  if (path.op === 'constant' && typeof path.value === 'string' && !path.value.startsWith('/')) {
    checker.reporter.report(
      'bad-range',
      path.span,
      { what: 'the place of a file', reason: 'is a path from the root' },
      {
        help: `write "${SHARED_FOLDER}/${path.value}"`,
        fix: { span: path.span, text: `"${SHARED_FOLDER}/${path.value}"` },
      },
    );
  }
  return path;
}

/** Types that a text in a file can be read as. */
const readable = new Set(['Bool', 'String', 'Path', 'Int', 'Number', 'Ratio', 'Count', 'Rate', 'Bytes', 'Cpu']);

const isReadable = (type: Type): boolean =>
  type.kind === 'invalid' ||
  ((type.kind === 'scalar' || type.kind === 'quantity') && readable.has(type.name)) ||
  (type.kind === 'list' && isReadable(type.of));

function checkValue(
  checker: Checker,
  environment: Environment,
  clause: syntax.Output,
  from: syntax.Expression,
  type: Type,
): ValueOutput | undefined {
  const { text: name, span } = clause.name;
  const path = checkPath(checker, environment, from);
  const fallback = clause.default && checkExpression(environment, clause.default, type);
  if (!isReadable(type)) {
    checker.reporter.report(
      'wrong-type',
      clause.type.span,
      {
        expected: 'what a program can write into a file: a number, a text, a switch, or a list of them',
        found: describeType(type),
      },
      { help: 'for files themselves write at instead of from' },
    );
    return undefined;
  }
  if (path.op === 'invalid' || fallback?.op === 'invalid') return undefined;
  return defined({ name, type, path, default: fallback, span });
}
