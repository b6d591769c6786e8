const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Where a key stands, with its quotation marks: the first byte, and the one behind the last. */
interface Place {
  readonly from: number;
  readonly to: number;
}

/**
 * The keys of an object of JSON, as they are written; undefined where the brackets do not make one object of the whole. Nothing else is
 * read, so that numbers stay as they are written, size costs no memory, and depth no stack.
 */
export function keysOf(json: Buffer): ReadonlyMap<string, Place> | undefined {
  const keys = new Map<string, Place>();
  const [first, last] = [skip(json, 0, 1), skip(json, json.length - 1, -1)];
  if (json[first] !== OPEN || json[last] !== CLOSE) return undefined;
  let depth = 0;
  let beforeKey = false;
  for (let index = first; index <= last; index += 1) {
    const byte = json[index];
    if (byte === QUOTE) {
      const to = endOfText(json, index);
      if (depth === 1 && beforeKey) keys.set(json.toString('utf8', index + 1, to - 1), { from: index, to });
      beforeKey = false;
      index = to - 1;
    } else if (byte === OPEN || byte === OPEN_LIST) {
      depth += 1;
      beforeKey = depth === 1;
    } else if (byte === CLOSE || byte === CLOSE_LIST) {
      depth -= 1;
      if (depth === 0 && index < last) return undefined;
    } else if (byte === COMMA && depth === 1) beforeKey = true;
  }
  return depth === 0 ? keys : undefined;
}

/** Past white space. */
function skip(json: Buffer, from: number, step: 1 | -1): number {
  let index = from;
  while (/^[ \t\r\n]$/.test(String.fromCharCode(json[index] ?? 0))) index += step;
  return index;
}

/** Behind the quotation mark that ends the text which begins here. */
function endOfText(json: Buffer, from: number): number {
  let index = from + 1;
  while (index < json.length && json[index] !== QUOTE) index += json[index] === BACKSLASH ? 2 : 1;
  return index + 1;
}

/** How the keys of answers are called in requests: in the protocol of TensorFlow Serving, by rows and by columns, and in the second one. */
const ASKED: Readonly<Record<string, string>> = { predictions: 'instances', outputs: 'inputs' };

/** An answer as the request of the next service; undefined for what is no object of JSON. What is a request stays as it is. */
export function asRequest(answer: Buffer): Buffer | undefined {
  const keys = keysOf(answer);
  if (!keys) return undefined;
  if (Object.values(ASKED).some((asked) => keys.has(asked))) return answer;
  for (const [answered, asked] of Object.entries(ASKED)) {
    const place = keys.get(answered);
    if (place)
      return Buffer.concat([
        answer.subarray(0, place.from),
        Buffer.from(JSON.stringify(asked)),
        answer.subarray(place.to),
      ]);
  }
  return answer;
}

/** Objects as one list. What is no object by `keysOf` could pretend to be several. */
export const asList = (objects: readonly Buffer[]): Buffer =>
  Buffer.concat([...objects.flatMap((each, index) => [Buffer.from(index === 0 ? '[' : ','), each]), Buffer.from(']')]);
