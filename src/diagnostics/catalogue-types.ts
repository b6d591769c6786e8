export const typeEntries = {};
