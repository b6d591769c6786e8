import type { FlagValues } from '../../../contract/process/command.ts';
import { counted } from '../../../base/values/words.ts';
import { whenAsked } from '../cluster/when-asked.ts';
import { cleanFolders } from './clean-folders.ts';
import { exitCodes, type Io } from './io.ts';
import { runsInUse } from './runs-in-use.ts';

/** Removes the folders of runs that are gone, and says which. Gives the code with which the process ends. */
export async function clean(
  { folder, namespace, workflow }: FlagValues<'clean'>,
  io: Io,
  cluster = whenAsked(),
): Promise<number> {
  try {
    const { removed, failed } = await cleanFolders(folder, workflow, () => runsInUse(cluster, namespace), Date.now());
    for (const name of removed) io.say(`removed ${name}`);
    for (const name of failed) io.complain(`${name} cannot be removed: a step with rights of its own may have left it`);
    io.say(`removed ${counted(removed.length, 'folder')} of runs that are gone`);
    return failed.length === 0 ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    io.complain(error instanceof Error ? error.message : 'it failed');
    return exitCodes.failed;
  }
}
