export const nameEntries = {};
