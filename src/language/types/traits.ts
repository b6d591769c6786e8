/**
 * What a sensor may say of its readings, for the analyses:
 *
 * - `share`: they are from 0 to 1
 * - `failures`: they tell of what went wrong, and grow with it
 * - `set`: they are what agents set, and change by nothing else
 * - `score`: they tell how good a version of a model is, by the metric by which its model compares them
 */
export const traits = ['share', 'failures', 'set', 'score'] as const;

export type Trait = (typeof traits)[number];
