import { defined } from '../../../base/values/defined.ts';
import type * as syntax from '../../syntax/nodes.ts';
import type { Term } from '../../types/term.ts';
import type { Id } from '../../types/reference.ts';
import { timeoutOf } from '../../types/sources.ts';
import type { Checker } from '../checker.ts';
import { descriptionOf } from './description.ts';
import type { Endpoint, Operation } from '../../model/model.ts';

/** Gives each endpoint the sensors and actions that name it. Two of one name would be one path of its interface. */
export function withOperations(
  checker: Checker,
  files: readonly syntax.File[],
  endpoints: ReadonlyMap<Id, Endpoint>,
): ReadonlyMap<Id, Endpoint> {
  const operations = new Map<Id, Operation[]>();
  for (const { endpoint, operation } of files.flatMap((file) => operationsOf(checker, file))) {
    const known = operations.get(endpoint) ?? [];
    const first = known.find(({ kind, name }) => kind === operation.kind && name === operation.name);
    if (first) {
      const labels = [{ span: first.span, text: `${first.name} is first declared here, at the same endpoint` }];
      const parameters = { name: operation.name, what: operation.kind };
      checker.reporter.report('duplicate-name', operation.span, parameters, { labels });
    } else operations.set(endpoint, [...known, operation]);
  }
  const key = ({ kind, name }: Operation): string => `${kind === 'sensor' ? '0' : '1'} ${name}`;
  return new Map(
    [...endpoints].map(([id, endpoint]) => [
      id,
      { ...endpoint, operations: (operations.get(id) ?? []).sort((a, b) => (key(a) < key(b) ? -1 : 1)) },
    ]),
  );
}

interface Found {
  readonly endpoint: Id;
  readonly operation: Operation;
}

function operationsOf(checker: Checker, file: syntax.File): Found[] {
  return file.declarations.flatMap((declaration): Found[] => {
    if (declaration.kind === 'sensor') {
      const { name, parameters, value } = checker.sensor({ name: declaration.name.text, file, declaration });
      if (value.op !== 'reading' || declaration.value) return [];
      const { windowed } = declaration;
      const { span } = declaration.name;
      return at(value.use.fields, () => ({
        kind: 'sensor',
        name,
        span,
        description: descriptionOf(checker, file, declaration),
        parameters,
        result: value.type,
        windowed,
      }));
    }
    if (declaration.kind !== 'custom-action') return [];
    const { span } = declaration.name;
    const { fields, ...signature } = checker.action({ name: declaration.name.text, file, declaration });
    if (!fields) return [];
    const description = descriptionOf(checker, file, declaration);
    return at(fields, () => ({ kind: 'action', span, description, ...signature, windowed: false }));
  });
}

function at(fields: ReadonlyMap<string, Term>, make: () => Operation): Found[] {
  const endpoint = fields.get('endpoint');
  if (endpoint?.op !== 'endpoint') return [];
  const seconds = timeoutOf(fields);
  return [{ endpoint: endpoint.endpoint.id, operation: defined({ ...make(), timeoutSeconds: seconds }) }];
}
