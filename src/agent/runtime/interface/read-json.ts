import { MAX_REQUEST } from '../../../contract/process/endpoint.ts';
import { VALUE_DEPTH } from '../../../base/values/plain.ts';
import { Problem } from './problem.ts';

/** The body of a request as JSON, within limits of size and depth. Rejects with a `Problem`. */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) throw new Problem(415, 'send the body as application/json');
  const text = await readText(request);
  if (depthOf(text) > VALUE_DEPTH)
    throw new Problem(400, `the body is nested deeper than ${String(VALUE_DEPTH)} levels`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Problem(400, 'the body is not JSON');
  }
}

async function readText(request: Request): Promise<string> {
  const bytes = await readBytes(request);
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new Problem(400, 'the body is not UTF-8');
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** A length that is told is the length: Node reads no more. Without one it is counted. */
async function readBytes(request: Request): Promise<Uint8Array> {
  const length = request.headers.get('content-length');
  if (length !== null) {
    if (Number(length) > MAX_REQUEST) throw tooLarge();
    return new Uint8Array(await request.arrayBuffer());
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_REQUEST) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (): Problem => new Problem(413, `the body has more than ${String(MAX_REQUEST)} bytes`);

/** How deep brackets are nested, outside of texts: seen before anything is made of it. */
export function depthOf(json: string): number {
  let [depth, most] = [0, 0];
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (character === '"') {
      for (index += 1; index < json.length && json[index] !== '"'; index += 1) if (json[index] === '\\') index += 1;
    } else if (character === '{' || character === '[') most = Math.max(most, (depth += 1));
    else if (character === '}' || character === ']') depth -= 1;
  }
  return most;
}
