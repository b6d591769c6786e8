import type { Fix } from './diagnostic.ts';

/** An edit in a few words, as `replace `a` by `b``. */
export function instruction({ span, text, also = [] }: Fix, source: string): string {
  const old = oneLine(source.slice(span.start, span.end));
  const fresh = oneLine(text);
  if (fresh === '') return `remove \`${old}\``;
  const times = also.length === 0 ? '' : `, ${String(also.length + 1)} times`;
  return old === '' ? `insert \`${fresh}\`` : `replace \`${old}\` by \`${fresh}\`${times}`;
}

const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ');
