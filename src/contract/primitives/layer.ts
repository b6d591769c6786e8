/** The two control layers of the paper: what runs, and what that runs on. */
export type Layer = 'application' | 'infrastructure';

export const layers: readonly Layer[] = ['application', 'infrastructure'];
