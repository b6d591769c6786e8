import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { credentialFile } from '../../contract/process/agent.ts';

/** A file below a folder, without white space around it; undefined where there is no folder or no file. */
export async function readFileIn(folder: string | undefined, path: string): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const text = await readFile(join(folder, path), 'utf8').catch(() => undefined);
  return text?.trim();
}

/** The tokens that the pod of an agent has for endpoints, in a folder. */
export const tokensIn =
  (folder: string) =>
  async (endpoint: string): Promise<string | undefined> =>
    // The name is the graph's, and leads nowhere else.
    /^[a-z0-9-]+$/.test(endpoint) ? (await readFile(join(folder, credentialFile(endpoint)), 'utf8')).trim() : undefined;
