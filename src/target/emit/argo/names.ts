/** The template with which a run starts. */
export const ENTRYPOINT = 'main';

/** The graph of what runs at the end. */
export const EXIT = 'on-exit';

/** The parameter by which an agent changes affinity or resources of one executor for one run: a patch of its pod. */
export const patchName = (executor: string): string => `sflow-patch-${executor}`;
