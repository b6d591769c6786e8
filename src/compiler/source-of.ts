import { isUtf8 } from 'node:buffer';
import { diagnostic, type Diagnostic } from '../base/diagnostics/diagnostic.ts';
import type { Source } from '../base/source/source.ts';

/** The text of a file; or, of bytes that are not UTF-8, what to say of the first of them. */
export function sourceOf(path: string, bytes: Uint8Array): Source | Diagnostic {
  const text = Buffer.from(bytes).toString('utf8');
  if (isUtf8(bytes)) return { path, text };
  const [before = ''] = text.split('\ufffd');
  const [byte, line] = [Buffer.byteLength(before) + 1, before.split('\n').length];
  const help = `the first byte that is no text is number ${String(byte)}, in line ${String(line)}`;
  return diagnostic('not-utf8', { path, start: 0, end: 0 }, {}, { help });
}
