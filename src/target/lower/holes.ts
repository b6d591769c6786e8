import { defined } from '../../base/values/defined.ts';
import type { Executor } from '../../language/model/model.ts';
import { repositoryOf } from '../../language/reason/batch-steps.ts';
import { valueOf } from '../../language/reason/constant.ts';
import type { HolePlan } from '../plan/batch-plan.ts';
import type { Change } from './changes.ts';
import { completeImage, type Context } from './context.ts';
import { overrideParameter } from './names.ts';

const kinds = ['affinity', 'cpu', 'memory', 'gpu'] as const;

/** What agents change of the pods of a step. */
export function holesOf(
  context: Context,
  changes: readonly Change[],
  step: Pick<Executor, 'name' | 'image'>,
): readonly HolePlan[] {
  const own = changes.filter((change) => change.kind !== 'param' && change.step === step.name);
  const changed = kinds.filter((kind) => own.some((change) => change.kind === kind));
  return [
    ...changed.map((kind): HolePlan => ({ kind, parameter: overrideParameter(kind, step.name) })),
    ...imageHole(context, own, step),
  ];
}

function imageHole(
  { application }: Context,
  changes: readonly Change[],
  { name, image }: Pick<Executor, 'name' | 'image'>,
): readonly HolePlan[] {
  const values = changes.flatMap(({ kind, value }) => (kind === 'image' ? [valueOf(value)] : []));
  if (values.length === 0) return [];
  const { registry } = application.platform;
  const named = values.filter((value) => typeof value === 'string');
  const images = new Set([image, ...named].map((one) => completeImage(registry, one)));
  const tags = { registry: completeImage(registry, image).slice(0, -image.length), name: repositoryOf(image) };
  const tagsOf = named.length < values.length ? tags : undefined;
  return [defined({ kind: 'image', parameter: overrideParameter('image', name), images: [...images].sort(), tagsOf })];
}
