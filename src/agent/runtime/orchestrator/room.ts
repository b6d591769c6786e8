/** Bytes that may be held at once, by all requests together. */
export interface Room {
  /** A part of the room, which is empty at first. */
  enter(): Held;
}

export interface Held {
  /** Whether there is room for so many bytes more, which are held from now on. */
  take(bytes: number): boolean;
  /** Gives back so many. */
  give(bytes: number): void;
  /** Gives back all that are left. From now on nothing is taken or given: a call that was ended may notice late. */
  leave(): void;
}

export function roomFor(most: number): Room {
  let free = most;
  return {
    enter: () => {
      let taken = 0;
      let isOver = false;
      const give = (bytes: number): void => {
        if (isOver) return;
        free += bytes;
        taken -= bytes;
      };
      return {
        take: (bytes) => {
          if (isOver || bytes > free) return false;
          give(-bytes);
          return true;
        },
        give,
        leave: () => {
          give(taken);
          isOver = true;
        },
      };
    },
  };
}

/** The bytes of a body, or why they are not read. Rejects where the stream breaks off. */
export async function readBytes(
  body: AsyncIterable<Uint8Array>,
  limit: number,
  held: Held,
): Promise<Buffer | 'too-large' | 'no-room'> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (size > limit) return 'too-large';
    if (!held.take(chunk.byteLength)) return 'no-room';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
