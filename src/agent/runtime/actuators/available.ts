import { at, listOf, textAt, type KubernetesObject } from '../cluster/object.ts';

/** How it is with a rollout, as the object says in which it was asked for. */
export type Progress =
  | 'available'
  | 'going'
  /** Its own controller has given up. */
  | 'given-up';

/**
 * `isNoticed`: whether what the status says is of the spec as it is now where the status itself does not tell, since the operator has
 * shown that it is at work, or has had its time.
 */
export function progressOf(object: KubernetesObject, isNoticed: boolean): Progress {
  const observed = at(object, 'status', 'observedGeneration');
  const generation = at(object, 'metadata', 'generation');
  const isOfNow = typeof observed === 'number' ? observed >= Number(generation) : isNoticed;
  if (!isOfNow) return 'going';
  switch (object['kind']) {
    case 'Deployment':
      return ofDeployment(object);
    case 'InferenceService':
      return ofInferenceService(object);
    default:
      return ofSeldonDeployment(object);
  }
}

/** Whether an object says that not all of it is available, of whatever generation. */
export const isAtWork = (object: KubernetesObject): boolean =>
  progressOf({ ...object, metadata: {} }, true) !== 'available';

function ofDeployment(object: KubernetesObject): Progress {
  const progressing = listOf(object, 'status', 'conditions').find(({ type }) => type === 'Progressing');
  if (textAt(progressing, 'reason') === 'ProgressDeadlineExceeded') return 'given-up';
  const wanted = numberAt(object, 'spec', 1);
  const [updated, available, all] = ['updatedReplicas', 'availableReplicas', 'replicas'].map((field) =>
    numberAt(object, 'status', 0, field),
  );
  return updated === all && Number(updated) >= wanted && Number(available) >= wanted ? 'available' : 'going';
}

const numberAt = (
  object: KubernetesObject,
  within: 'spec' | 'status',
  otherwise: number,
  field = 'replicas',
): number => {
  const found = at(object, within, field);
  return typeof found === 'number' ? found : otherwise;
};

/** A version that cannot be loaded leaves the one before it serving, so that it is ready all the same. */
function ofInferenceService(object: KubernetesObject): Progress {
  const transition = textAt(object, 'status', 'modelStatus', 'transitionStatus');
  if (transition === 'BlockedByFailedLoad' || transition === 'InvalidSpec') return 'given-up';
  const ready = listOf(object, 'status', 'conditions').find(({ type }) => type === 'Ready');
  const isThrough = transition === '' || transition === 'UpToDate';
  return textAt(ready, 'status') === 'True' && isThrough ? 'available' : 'going';
}

function ofSeldonDeployment(object: KubernetesObject): Progress {
  const state = textAt(object, 'status', 'state');
  return state === 'Available' ? 'available' : state === 'Failed' ? 'given-up' : 'going';
}
