import { deployments } from './deployments/target.ts';
import { kserve } from './kserve/target.ts';
import { seldon } from './seldon/target.ts';
import type { ServingTarget } from './serving.ts';

/** The systems that serve online workflows; the first where an application names none. A new one is a folder and a line. */
export const servings: readonly [ServingTarget, ...ServingTarget[]] = [seldon, kserve, deployments];

export const servingOf = (name: string): ServingTarget => servings.find((one) => one.name === name) ?? servings[0];
