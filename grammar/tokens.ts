import { Lexer, createToken, type ITokenConfig, type TokenType } from 'chevrotain';

// With the characters that a token can begin with, the lexer need not find them out from its pattern at every start.
const letters = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_');
const digits = Array.from('0123456789');
const blanks = Array.from(' \t\r\n\f\u00a0\ufeff');

/** Category of all tokens, for the recovery that skips whatever stands there. */
export const Any = createToken({ name: 'Any', pattern: Lexer.NA });

/** A name. Soft keywords belong to this category, so each of them can be used as a name. */
export const Identifier = createToken({
  name: 'Identifier',
  label: 'a name',
  // A hyphen belongs to a name only between two of its characters, so `a->b` is an edge and `a - b` a difference.
  pattern: /[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*/,
  start_chars_hint: letters,
  categories: [Any],
});

const all: TokenType[] = [];
const token = (config: ITokenConfig): TokenType => {
  const created = createToken({ categories: [Any], ...config });
  all.push(created);
  return created;
};
const symbol = (name: string, text: string): TokenType => token({ name, pattern: text, label: `\`${text}\`` });

const keywords = new Map<string, TokenType>();
const hard = (word: string): TokenType => {
  const created = createToken({
    name: word,
    pattern: word,
    label: `\`${word}\``,
    longer_alt: Identifier,
    categories: [Any],
  });
  keywords.set(word, created);
  return created;
};
const soft = (word: string): TokenType => {
  const created = createToken({
    name: `${word}-word`,
    pattern: word,
    label: `\`${word}\``,
    longer_alt: Identifier,
    categories: [Identifier],
  });
  keywords.set(word, created);
  return created;
};

token({
  name: 'WhiteSpace',
  pattern: /[ \t\r\n\f\u00a0\ufeff]+/,
  group: Lexer.SKIPPED,
  start_chars_hint: blanks,
  line_breaks: true,
  categories: [],
});
export const Comment = token({
  name: 'Comment',
  pattern: /\/\/[^\n\r]*/,
  group: 'comments',
  start_chars_hint: ['/'],
  line_breaks: false,
  categories: [],
});

/** All strings. Those without an end are strings too, so that the text around them still makes sense. */
export const StringLiteral = createToken({
  name: 'StringLiteral',
  label: 'a text',
  pattern: Lexer.NA,
  categories: [Any],
});
const text = { categories: [StringLiteral], line_breaks: true, start_chars_hint: ['"'] };
token({ name: 'LongString', pattern: /"""[^]*?"""/, ...text });
export const OpenLongString = token({ name: 'OpenLongString', pattern: /"""[^]*/, ...text });
export const ShortString = token({ name: 'ShortString', pattern: /"(?:[^"\\\n\r]|\\[^\n\r])*"/, ...text });
export const OpenString = token({ name: 'OpenString', pattern: /"(?:[^"\\\n\r]|\\[^\n\r])*\\?/, ...text });

/** With its unit: whether that is one is judged later. */
export const NumberLiteral = token({
  name: 'NumberLiteral',
  start_chars_hint: digits,
  label: 'a number',
  pattern: /\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?(?:%|\/(?:ms|s|m|h|d|w)(?![A-Za-z0-9_-])|[A-Za-z][A-Za-z0-9]*)?/,
});

export const Ellipsis = symbol('Ellipsis', '...');
export const Range = symbol('Range', '..');
export const Arrow = symbol('Arrow', '->');
export const Compare = createToken({ name: 'Compare', label: 'a comparison', pattern: Lexer.NA, categories: [Any] });
for (const [name, sign] of [
  ['LessEqual', '<='],
  ['GreaterEqual', '>='],
  ['Equal', '=='],
  ['NotEqual', '!='],
] as const) {
  token({ name, pattern: sign, label: `\`${sign}\``, categories: [Compare] });
}
export const Less = token({ name: 'Less', pattern: '<', label: '`<`', categories: [Compare] });
export const Greater = token({ name: 'Greater', pattern: '>', label: '`>`', categories: [Compare] });
export const Assign = symbol('Assign', '=');
export const Plus = symbol('Plus', '+');
export const Minus = symbol('Minus', '-');
export const Star = symbol('Star', '*');
export const Slash = symbol('Slash', '/');
export const Dot = symbol('Dot', '.');
export const Comma = symbol('Comma', ',');
export const Colon = symbol('Colon', ':');
export const At = symbol('At', '@');
export const Question = symbol('Question', '?');
export const OpenBrace = symbol('OpenBrace', '{');
export const CloseBrace = symbol('CloseBrace', '}');
export const OpenParen = symbol('OpenParen', '(');
export const CloseParen = symbol('CloseParen', ')');
export const OpenBracket = symbol('OpenBracket', '[');
export const CloseBracket = symbol('CloseBracket', ']');

export const When = hard('WHEN');
export const If = hard('IF');
export const Then = hard('THEN');
export const Else = hard('ELSE');
export const And = hard('and');
export const Or = hard('or');
export const Not = hard('not');
export const True = hard('true');
export const False = hard('false');
export const None = hard('none');

const words = {
  import: soft('import'),
  from: soft('from'),
  platform: soft('platform'),
  application: soft('application'),
  team: soft('team'),
  on: soft('on'),
  namespace: soft('namespace'),
  param: soft('param'),
  model: soft('model'),
  registered: soft('registered'),
  better: soft('better'),
  workflow: soft('workflow'),
  executor: soft('executor'),
  after: soft('after'),
  like: soft('like'),
  retry: soft('retry'),
  backoff: soft('backoff'),
  output: soft('output'),
  at: soft('at'),
  metric: soft('metric'),
  in: soft('in'),
  experiment: soft('experiment'),
  register: soft('register'),
  best: soft('best'),
  of: soft('of'),
  by: soft('by'),
  service: soft('service'),
  server: soft('server'),
  inputs: soft('inputs'),
  outputs: soft('outputs'),
  graph: soft('graph'),
  replicas: soft('replicas'),
  scale: soft('scale'),
  per: soft('per'),
  replica: soft('replica'),
  to: soft('to'),
  expose: soft('expose'),
  backup: soft('backup'),
  sensor: soft('sensor'),
  windowed: soft('windowed'),
  over: soft('over'),
  since: soft('since'),
  last: soft('last'),
  fired: soft('fired'),
  agent: soft('agent'),
  template: soft('template'),
  strategy: soft('strategy'),
  every: soft('every'),
  cron: soft('cron'),
  called: soft('called'),
  call: soft('call'),
  secret: soft('secret'),
  primitive: soft('primitive'),
  layer: soft('layer'),
  permit: soft('permit'),
  named: soft('named'),
};
export const Word = words;

// `per` would be tried before `permit` and, being shorter than the name there, make it no keyword at all.
const longestFirst = [...keywords].sort(([a], [b]) => b.length - a.length).map(([, type]) => type);

/** In the order in which the lexer tries them. */
export const tokens: readonly TokenType[] = [...all, ...longestFirst, Identifier, StringLiteral, Compare, Any];
