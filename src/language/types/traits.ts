/**
 * What a sensor may say of its readings, for the analyses:
 *
 * - `share`: they are from 0 to 1
 * - `failures`: they tell of what went wrong, and grow with it
 * - `set`: they are what agents set, and change by nothing else
 * - `replicas`: they count the replicas of the workflow that they are asked of
 * - `score`: they tell how good a version of a model is, by the metric by which its model compares them
 */
export const traits = ['share', 'failures', 'set', 'replicas', 'score'] as const;

export type Trait = (typeof traits)[number];
