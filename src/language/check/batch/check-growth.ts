import type { Executor, ResourceName, Resources } from '../../model/model.ts';
import type * as syntax from '../../syntax/nodes.ts';
import type { Checker } from '../checker.ts';

/** What a container needs at its first try, and of what it gets as many times that as there were tries. */
export interface Growth {
  readonly value: syntax.Expression;
  readonly perTry: readonly { readonly name: ResourceName; readonly value: syntax.Expression }[];
}

/** `{ memory: 8Gi * try.number }` */
export function growthOf(value: syntax.Expression): Growth {
  if (value.kind !== 'record') return { value, perTry: [] };
  const parts = value.fields.map((field) => ({ field, first: firstOf(field.value) }));
  return {
    value: { ...value, fields: parts.map(({ field, first }) => (first ? { ...field, value: first } : field)) },
    perTry: parts.flatMap(({ field, first }) =>
      first && isResource(field.name.text) ? [{ name: field.name.text, value: field.value }] : [],
    ),
  };
}

export const withGrowth = (first: Resources, { perTry }: Growth): Resources =>
  perTry.length === 0 ? first : { ...first, perTry: perTry.map(({ name }) => name) };

const names: readonly string[] = ['cpu', 'memory', 'gpu'] satisfies ResourceName[];
const isResource = (name: string): name is ResourceName => names.includes(name);

function firstOf(value: syntax.Expression): syntax.Expression | undefined {
  if (value.kind === 'range') {
    const [from, to] = [firstOf(value.from), firstOf(value.to)];
    return from || to ? { ...value, from: from ?? value.from, to: to ?? value.to } : undefined;
  }
  if (value.kind !== 'binary' || value.operator !== '*') return undefined;
  if (isTryNumber(value.right)) return value.left;
  return isTryNumber(value.left) ? value.right : undefined;
}

/** Whether one end of a range grows and the other one stays. */
const isUneven = (value: syntax.Expression): boolean =>
  value.kind === 'range' && value.to.kind !== 'none' && !firstOf(value.from) !== !firstOf(value.to);

const isTryNumber = (value: syntax.Expression): boolean =>
  value.kind === 'member' &&
  value.name.text === 'number' &&
  value.of.kind === 'reference' &&
  value.of.name.text === 'try';

/** There is a second try only where one is asked for, and what a job gets is said to Volcano. */
export function checkGrowth({ reporter }: Checker, { perTry }: Growth, { name, retry, gang }: Executor): void {
  const [first] = perTry;
  for (const { name: what, value } of perTry) {
    const help = 'let both ends grow, as in: memory: 8Gi * try.number..16Gi * try.number';
    if (isUneven(value)) reporter.report('bad-range', value.span, { what, reason: 'grows at one end alone' }, { help });
  }
  if (!first || (retry && !gang)) return;
  const help = gang ? 'say how much the pods of the job get' : 'say how often it is tried again, as in: retry 2';
  reporter.report('no-next-try', first.value.span, { executor: name, isJob: gang !== undefined }, { help });
}
