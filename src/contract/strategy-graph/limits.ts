/** What the API server takes as the data of a ConfigMap, in which an agent finds its graph: `MaxSecretSize` of Kubernetes. */
export const MAX_BYTES = 2 ** 20;

/** Records and lists of a graph within each other. What checks, runs and explains it recurses this deep. */
export const MAX_LEVELS = 1000;

/** How many levels of records and lists data have. It does not recurse. */
export function levelsOf(data: unknown): number {
  let levels = 0;
  for (let level = [data].filter(hasParts); level.length > 0; levels += 1) {
    level = level.flatMap((part) => Object.values(part) as unknown[]).filter(hasParts);
  }
  return levels;
}

const hasParts = (data: unknown): data is object => typeof data === 'object' && data !== null;
