import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The tokens that the pod of an agent has for endpoints: `<folder>/<endpoint>/token`. */
export const tokensIn =
  (folder: string) =>
  async (endpoint: string): Promise<string | undefined> =>
    // The name is the graph's, and leads nowhere else.
    /^[a-z0-9-]+$/.test(endpoint) ? (await readFile(join(folder, endpoint, 'token'), 'utf8')).trim() : undefined;
