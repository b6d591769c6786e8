export const targetEntries = {};
