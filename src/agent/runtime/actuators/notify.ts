import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secretFile } from '../../../contract/process/agent.ts';
import { isRecord, textOf } from '../../../base/values/plain.ts';
import { idempotencyKey } from '../http-endpoint.ts';
import { sendMessage } from '../webhook.ts';
import type { Actuator } from './actuator.ts';

/**
 * Tells a webhook a text, at least once: where an answer was lost it is told again, with the same key in a header. `folder` has the
 * keys of Secrets, which are read when they are needed, so that one that was changed counts.
 */
export const notify =
  (folder: string): Actuator =>
  async ({ arguments: { to, text } }, effect, { signal }) => {
    const [name, key] = isRecord(to) ? [textOf(to['secret']), textOf(to['key'])] : ['', ''];
    const whom = `the webhook of ${name}.${key}`;
    // Names are the graph's, and lead nowhere else.
    if (![name, key].every((part) => /^(?!\.\.)[-._a-zA-Z0-9]+$/.test(part)))
      return { failed: 'it names no key of a Secret' };
    const address = await readFile(join(folder, secretFile({ name, key })), 'utf8').catch(() => undefined);
    if (address === undefined) return { failed: `there is no key ${key} of the Secret ${name}` };
    const problem = await sendMessage(address, { text: textOf(text), key: idempotencyKey(effect.key) }, signal);
    return problem === undefined ? { ok: null } : { failed: `${whom} ${problem}` };
  };
