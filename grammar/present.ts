/** Without what recovery left out: a rule whose text could not be read gives nothing. */
export const present = <T>(list: readonly T[]): T[] => list.filter((item) => (item as T | undefined) !== undefined);
