/** The template with which a run starts. */
export const ENTRYPOINT = 'main';

/** The graph of what runs at the end. */
export const EXIT = 'on-exit';

/** What stands at the end of a graph for a step of which one pod was enough. It has no pod itself. */
export const ENOUGH = 'enough';
/** What stands behind a step whose failure is one of the run, though what comes after it runs all the same. */
export const countedName = (executor: string): string => `${executor}-counted`;
export const enoughName = (executor: string): string => `${executor}-enough`;
