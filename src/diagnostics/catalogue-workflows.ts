export const workflowEntries = {};
