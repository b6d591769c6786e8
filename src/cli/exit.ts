/** Errors in the sources give 1; a wrong command line or a file that cannot be read gives 2; 70 is a fault of our own. */
export const EXIT = { ok: 0, errors: 1, usage: 2, internal: 70 } as const;
