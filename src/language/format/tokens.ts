import type { Token, TokenKind } from '../syntax/nodes.ts';

export interface Comment {
  readonly text: string;
  /** Whether it stands on the line of what is before it. */
  readonly isBehind: boolean;
  /** Whether a blank line is before it. */
  readonly isAfterBlank: boolean;
}

/** The printer and the parser do not agree about what comes next: a mistake of ours, and nothing is written. */
export class LostError extends Error {}

interface Word {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  /** The comments before it. */
  readonly comments: readonly Comment[];
  /** Line breaks between it and what is before it, be it a token or a comment. */
  readonly breaks: number;
}

/**
 * The tokens of a file, each of which is taken once and in order. So none can be lost, and no comment either: those that
 * nobody asked for are given out with the token behind them.
 */
export class Tokens {
  readonly #words: Word[] = [];
  #at = 0;
  /** How many comments before the next token were taken. */
  #taken = 0;

  constructor(text: string, tokens: readonly Token[]) {
    let comments: Comment[] = [];
    let end = 0;
    const breaksBefore = (start: number): number => text.slice(end, start).split('\n').length - 1;
    for (const token of tokens) {
      const breaks = breaksBefore(token.start);
      const content = text.slice(token.start, token.end);
      const isFirst = end === 0;
      if (token.kind === 'comment') {
        comments.push({ text: content.trimEnd(), isBehind: breaks === 0 && !isFirst, isAfterBlank: breaks > 1 });
      } else {
        this.#words.push({ kind: token.kind, text: content, start: token.start, comments, breaks });
        comments = [];
      }
      end = token.end;
    }
    this.#words.push({ kind: 'unknown', text: '', start: text.length, comments, breaks: breaksBefore(text.length) });
  }

  /** Index of the next token. */
  get at(): number {
    return this.#at;
  }

  /** Offset of the next token. */
  get start(): number {
    return this.#next.start;
  }

  get kind(): TokenKind {
    return this.#next.kind;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#words.length - 1;
  }

  /** Whether the next thing, be it a comment or a token, begins a line. */
  get isFirstOfLine(): boolean {
    const comment = this.#next.comments[this.#taken];
    return comment ? !comment.isBehind : this.#next.breaks > 0;
  }

  /** Whether a blank line is right before the next token. */
  get isAfterBlank(): boolean {
    return this.#next.breaks > 1;
  }

  get hasComments(): boolean {
    return this.#taken < this.#next.comments.length;
  }

  /** The text of the next token, or of one after it; empty behind the last one. */
  peek(ahead = 0): string {
    return this.#words[this.#at + ahead]?.text ?? '';
  }

  /** The next token. The comments before it have been taken. */
  take(): string {
    if (this.isAtEnd || this.hasComments) throw new LostError(`there is more than was looked for at ${this.start}`);
    const { text } = this.#next;
    this.#at += 1;
    this.#taken = 0;
    return text;
  }

  /** The comments before the next token. */
  takeComments(): readonly Comment[] {
    const found = this.#next.comments.slice(this.#taken);
    this.#taken = this.#next.comments.length;
    return found;
  }

  /** The comment on the line of the last token. */
  takeBehind(): readonly Comment[] {
    const comment = this.#next.comments[this.#taken];
    if (!comment?.isBehind) return [];
    this.#taken += 1;
    return [comment];
  }

  /** How long the tokens from one to the next are on one line, whatever the layout: commas may come and go. */
  lengthSince(at: number): number {
    return this.#words
      .slice(at, this.#at)
      .reduce((length, { text }) => length + (text === ',' ? 0 : text.length + 1), -1);
  }

  get #next(): Word {
    const word = this.#words[this.#at];
    if (!word) throw new LostError('there is less than was looked for');
    return word;
  }
}
