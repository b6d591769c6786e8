import { variables, type FlagValues } from '../../../contract/process/command.ts';
import { idempotencyKey } from '../http-endpoint.ts';
import { sendMessage } from '../webhook.ts';
import { exitCodes, type Environment, type Io } from './io.ts';

/** Tells a webhook how a run of a workflow ended. Gives the code with which the process ends. */
export async function notifyOfEnd(
  { workflow, run, status }: FlagValues<'notify'>,
  environment: Environment,
  io: Io,
): Promise<number> {
  const address = environment[variables.notify.webhook] ?? '';
  if (address === '') {
    io.complain(`${variables.notify.webhook} is not set: it is the address of the webhook`);
    return exitCodes.misused;
  }
  const text = `${workflow}: the run ${run} ${ENDS[status] ?? `ended as ${status}`}`;
  const problem = await sendMessage(address, { text, key: idempotencyKey(`${run}/${status}`) });
  if (problem === undefined) io.say(`told the webhook: ${text}`);
  else io.complain(`the webhook ${problem}`);
  return problem === undefined ? exitCodes.done : exitCodes.failed;
}

/** By the status that Argo gives a run. */
const ENDS: Readonly<Record<string, string>> = {
  Succeeded: 'succeeded',
  Failed: 'failed',
  Error: 'ended with an error',
};
