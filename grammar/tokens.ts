import { EOF as END, type IToken, type TokenType as AnyTokenType } from 'chevrotain';
import { bodies, type Body } from '../src/language/syntax/clauses.ts';
import type { Keyword } from '../src/language/syntax/keywords.ts';
import type { BinaryOperator } from '../src/language/syntax/nodes.ts';
import { levels } from '../src/language/syntax/operators.ts';

/** A kind of token. Words with a meaning in some places belong to several. */
export interface TokenType extends AnyTokenType {
  /** How it stands in a text, or is called in a message. */
  readonly LABEL: string;
  /** The kinds that it belongs to. */
  readonly CATEGORIES: TokenType[];
  /** Given by chevrotain when the first parser is made, so no text is taken apart before. */
  readonly tokenTypeIdx: number;
}

/** A token as the parser reads it; the offset of its end is that of its last character. */
export interface Lexeme extends IToken {
  readonly endOffset: number;
  tokenType: TokenType;
}

/** All kinds of tokens but `EOF`. */
export const vocabulary: TokenType[] = [];

function token(name: string, label: string, categories: TokenType[] = []): TokenType {
  // A parser adds the rest to all of them at once; chevrotain's `createToken` would do it each time.
  const created = { name, LABEL: label, CATEGORIES: categories } as TokenType;
  vocabulary.push(created);
  return created;
}

/** The kinds that belong to a kind. */
export const membersOf = (category: TokenType): TokenType[] =>
  vocabulary.filter(({ CATEGORIES }) => CATEGORIES.includes(category));

/** What stands behind the last token. */
export const EOF = END as TokenType;

/** Tokens that are written in one way only, by their text. */
export const symbols = new Map<string, TokenType>();
export const keywords = new Map<string, TokenType>();
/** Words with a meaning in some places only; everywhere else they are names like all others. */
export const softKeywords = new Map<string, TokenType>();

function symbol(name: string, text: string, ...categories: TokenType[]): TokenType {
  const created = token(name, text, categories);
  symbols.set(text, created);
  return created;
}

function keyword(word: Keyword, ...categories: TokenType[]): TokenType {
  const created = token(word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(), word, categories);
  keywords.set(word, created);
  return created;
}

// ----------------------------------------------------------------------------------------------------- literals

export const Identifier = token('Identifier', 'name');
export const NumberToken = token('Number', 'number');
export const StringToken = token('String', 'string');

// ------------------------------------------------------------------------------------------------------ symbols

/** Operators between two values. */
export const Operator = token('Operator', 'operator');
/** Those of them that may stand before a value too. */
export const Sign = token('Sign', 'sign');

export const LeftBrace = symbol('LeftBrace', '{');
export const RightBrace = symbol('RightBrace', '}');
export const LeftBracket = symbol('LeftBracket', '[');
export const RightBracket = symbol('RightBracket', ']');
export const LeftParenthesis = symbol('LeftParenthesis', '(');
export const RightParenthesis = symbol('RightParenthesis', ')');
export const Comma = symbol('Comma', ',');
export const Colon = symbol('Colon', ':');
export const Dot = symbol('Dot', '.');
export const At = symbol('At', '@');
export const Question = symbol('Question', '?');
export const Assign = symbol('Assign', '=');
export const Arrow = symbol('Arrow', '->');
export const Range = symbol('Range', '..');
export const Ellipsis = symbol('Ellipsis', '...');
export const Equal = symbol('Equal', '==', Operator);
export const Less = symbol('Less', '<', Operator);
export const Greater = symbol('Greater', '>', Operator);
export const NotEqual = symbol('NotEqual', '!=', Operator);
export const LessOrEqual = symbol('LessOrEqual', '<=', Operator);
export const GreaterOrEqual = symbol('GreaterOrEqual', '>=', Operator);
symbol('Plus', '+', Operator, Sign);
symbol('Minus', '-', Operator, Sign);
symbol('Star', '*', Operator);
symbol('Slash', '/', Operator);

// -------------------------------------------------------------------------------------------------------- words

export const When = keyword('WHEN');
export const If = keyword('IF');
export const Then = keyword('THEN');
export const Else = keyword('ELSE');
export const And = keyword('and', Operator);
export const Or = keyword('or', Operator);
export const Not = keyword('not');
export const True = keyword('true');
export const False = keyword('false');
export const None = keyword('none');

/** How strongly operators bind. */
export const levelOf: ReadonlyMap<TokenType, number> = new Map(
  membersOf(Operator).map((type) => [type, levels[type.LABEL as BinaryOperator]]),
);

/** The words that begin a setting, for each kind of declaration that has settings. */
export const PlatformSetting = token('PlatformSetting', 'setting of a platform');
export const WorkflowSetting = token('WorkflowSetting', 'setting of a workflow');
export const ExecutorSetting = token('ExecutorSetting', 'setting of an executor');
export const ServiceSetting = token('ServiceSetting', 'setting of a service');
export const AgentSetting = token('AgentSetting', 'setting of an agent');
export const ApplicationSetting = token('ApplicationSetting', 'setting of an application');
export const ModelSetting = token('ModelSetting', 'setting of a model');
export const EndpointSetting = token('EndpointSetting', 'setting of an endpoint');

const settingCategories: readonly (readonly [TokenType, Body])[] = [
  [PlatformSetting, bodies.platform],
  [WorkflowSetting, bodies.workflow],
  [ExecutorSetting, bodies.executor],
  [ServiceSetting, bodies.service],
  [AgentSetting, bodies.agent],
  [ApplicationSetting, bodies.application],
  [ModelSetting, bodies.model],
  [EndpointSetting, bodies.endpoint],
];

function soft(word: string): TokenType {
  const known = softKeywords.get(word);
  if (known) return known;
  const settings = settingCategories.filter(([, body]) => word in body.settings).map(([category]) => category);
  const created = token(`${word}Word`, word, [Identifier, ...settings]);
  softKeywords.set(word, created);
  return created;
}

export const Word = {
  import: soft('import'),
  from: soft('from'),
  platform: soft('platform'),
  application: soft('application'),
  team: soft('team'),
  tracker: soft('tracker'),
  on: soft('on'),
  namespace: soft('namespace'),
  param: soft('param'),
  model: soft('model'),
  registered: soft('registered'),
  better: soft('better'),
  lower: soft('lower'),
  workflow: soft('workflow'),
  executor: soft('executor'),
  after: soft('after'),
  for: soft('for'),
  when: soft('when'),
  run: soft('run'),
  as: soft('as'),
  finally: soft('finally'),
  notify: soft('notify'),
  script: soft('script'),
  schedule: soft('schedule'),
  exclusive: soft('exclusive'),
  queue: soft('queue'),
  input: soft('input'),
  key: soft('key'),
  default: soft('default'),
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
  deployed: soft('deployed'),
  canary: soft('canary'),
  shadow: soft('shadow'),
  explainer: soft('explainer'),
  detector: soft('detector'),
  serving: soft('serving'),
  sensor: soft('sensor'),
  windowed: soft('windowed'),
  is: soft('is'),
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
  config: soft('config'),
  claim: soft('claim'),
  endpoint: soft('endpoint'),
  action: soft('action'),
  primitive: soft('primitive'),
  layer: soft('layer'),
  permit: soft('permit'),
  named: soft('named'),
  synonyms: soft('synonyms'),
  budget: soft('budget'),
  state: soft('state'),
  cooldown: soft('cooldown'),
  limit: soft('limit'),
  priority: soft('priority'),
  timeout: soft('timeout'),
  approval: soft('approval'),
  dryRun: soft('dry-run'),
  until: soft('until'),
  jitter: soft('jitter'),
  within: soft('within'),
  unknown: soft('unknown'),
  failure: soft('failure'),
  rises: soft('rises'),
  falls: soft('falls'),
  above: soft('above'),
  below: soft('below'),
  set: soft('set'),
  parallel: soft('parallel'),
};

for (const [, body] of settingCategories) Object.keys(body.settings).forEach(soft);
