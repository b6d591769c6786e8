export const agentEntries = {};
