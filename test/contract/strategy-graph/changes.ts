/** What stands in the place of each part of a graph. */
const others: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1,
  '',
  'x',
  'x'.repeat(254),
  [],
  [1, 1],
  {},
  { kind: 'at', op: 'not' },
];

interface Change {
  readonly change: string;
  readonly data: unknown;
}

/** Data with one part dropped, called otherwise, doubled, replaced, or added to; the data are those of the next change after it. */
export function* changesOf(graph: object): Generator<Change> {
  const data = structuredClone(graph);
  yield* changesWithin(data, data, '');
}

type Fields = Record<string, unknown>;

function* changesWithin(data: object, part: object, path: string): Generator<Change> {
  for (const [key, was] of Object.entries(part as Fields)) {
    const place = `${path}/${key}`;
    if (Array.isArray(part)) yield* changesOfItem(data, part, Number(key), place);
    else yield* changesOfField(data, part as Fields, key, place);
    for (const other of others) {
      (part as Fields)[key] = other;
      yield { change: `${place} = ${JSON.stringify(other)}`, data };
    }
    (part as Fields)[key] = was;
    if (typeof was === 'object' && was !== null) yield* changesWithin(data, was, place);
  }
  if (Array.isArray(part)) return;
  (part as Fields)['more'] = 1;
  yield { change: `${path} has more`, data };
  delete (part as Fields)['more'];
}

function* changesOfItem(data: object, list: unknown[], index: number, place: string): Generator<Change> {
  const [was] = list.splice(index, 1);
  yield { change: `${place} dropped`, data };
  list.splice(index, 0, was, was);
  yield { change: `${place} doubled`, data };
  list.splice(index, 1);
}

function* changesOfField(data: object, fields: Fields, key: string, place: string): Generator<Change> {
  const was = fields[key];
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
  delete fields[key];
  yield { change: `${place} dropped`, data };
  fields[`${key}s`] = was;
  yield { change: `${place} called otherwise`, data };
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
  delete fields[`${key}s`];
  fields[key] = was;
}
