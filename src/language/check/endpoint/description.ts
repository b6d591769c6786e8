import { commentsAbove } from '../../syntax/comments.ts';
import type { Declaration, File } from '../../syntax/nodes.ts';
import type { Checker } from '../checker.ts';

/** The comment above a declaration as one text, for whoever implements what it declares. */
export const descriptionOf = (checker: Checker, file: File, { span }: Declaration): string =>
  commentsAbove(checker.textOf(file.span), file.tokens, span.start)
    .map((comment) => comment.replace(/^\/+/, '').trim())
    .join(' ')
    .replace(/^[-\s]+/, '')
    .trim();
