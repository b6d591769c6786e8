import { codeOf } from '../../../base/http/response.ts';
import type { Limits } from './limits.ts';
import type { Post } from './post.ts';
import { roomFor } from './room.ts';

export interface CopyParts {
  readonly limits: Limits;
  readonly post: Post;
  readonly tell: (problem?: string) => void;
}

/** Sends a copy of a request, and comes back at once. */
export type Copy = (bytes: Buffer) => void;

/**
 * Copies requests to an address as CloudEvents, whose headers detectors read, as those of Seldon Core and KServe are. A copy that does not
 * arrive is lost; where too many are on their way, or there is no room, none is made.
 */
export function copierTo(address: string, { limits, post, tell }: CopyParts): Copy {
  const room = roomFor(limits.copyHeld);
  let underWay = 0;
  const send = async (bytes: Buffer): Promise<void> => {
    const { leave } = await post(address, {
      body: bytes,
      headers: {
        'ce-specversion': '1.0',
        'ce-id': crypto.randomUUID(),
        'ce-source': 'sflow/orchestrator',
        'ce-type': 'dev.sflow.inference.request',
        'ce-time': new Date().toISOString(),
      },
      signal: AbortSignal.timeout(limits.copySeconds * 1000),
    });
    leave();
  };
  return (bytes) => {
    const held = room.enter();
    if (underWay >= limits.copies || !held.take(bytes.length)) {
      tell('is too slow: copies are left out');
      return;
    }
    underWay += 1;
    send(bytes)
      .then(
        () => {
          tell();
        },
        (error: unknown) => {
          tell(`does not take copies (${codeOf(error) ?? 'no answer'})`);
        },
      )
      .finally(() => {
        underWay -= 1;
        held.leave();
      });
  };
}
