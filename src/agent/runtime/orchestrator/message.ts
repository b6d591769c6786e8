import type { Held } from './room.ts';

/** JSON on its way, untouched. */
export interface Message {
  readonly bytes: Buffer;
  /** The service that answered with it; absent where the caller sent it. */
  readonly by?: string;
  /** Nobody needs it any more: gives back its room. */
  readonly done: () => void;
}

/** A message whose bytes are held already. */
export const heldMessage = (bytes: Buffer, held: Held, by?: string): Message => ({
  bytes,
  ...(by === undefined ? {} : { by }),
  done: () => {
    held.give(bytes.length);
  },
});

/** A message for so many, of which each says when it is done. */
export function sharedBy(many: number, message: Message): Message {
  let left = many;
  return {
    ...message,
    done: () => {
      left -= 1;
      if (left === 0) message.done();
    },
  };
}
