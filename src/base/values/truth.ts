import { known, unknown, type Observation } from './value.ts';

/**
 * Three-valued logic (Kleene's): a part that is unknown leaves the whole unknown unless another part decides it alone.
 * What is neither true nor false is unknown, with a reason.
 */
export function and(left: Observation, right: Observation): Observation {
  return decidedBy(false, asTruth(left), asTruth(right));
}

export function or(left: Observation, right: Observation): Observation {
  return decidedBy(true, asTruth(left), asTruth(right));
}

export function not(operand: Observation): Observation {
  const truth = asTruth(operand);
  return truth.known ? known(truth.value !== true) : truth;
}

/** The observation itself where it is true, false or unknown. */
export function asTruth(observation: Observation): Observation {
  if (!observation.known || typeof observation.value === 'boolean') return observation;
  return unknown('it is neither true nor false');
}

/** One side with the deciding value is enough; without one, any unknown side is the result. */
function decidedBy(deciding: boolean, left: Observation, right: Observation): Observation {
  if (isKnown(left, deciding) || isKnown(right, deciding)) return known(deciding);
  if (!left.known) return left;
  if (!right.known) return right;
  return known(!deciding);
}

const isKnown = (observation: Observation, value: boolean): boolean => observation.known && observation.value === value;
