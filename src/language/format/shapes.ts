import type * as ast from '../syntax/nodes.ts';
import { levels } from '../syntax/operators.ts';

/** All that a file is made of, but names. */
export type Part =
  | ast.Import
  | ast.Declaration
  | ast.WorkflowMember
  | ast.ExecutorClause
  | ast.ServiceClause
  | ast.ServiceChange
  | ast.AgentMember
  | ast.Permit
  | ast.Synonyms
  | ast.Modifier
  | ast.Branch
  | ast.Trigger
  | ast.Action
  | ast.Expression
  | ast.Argument
  | ast.Field
  | ast.Parameter
  | ast.TypeReference
  | ast.Loop
  | ast.Edge
  | ast.ComparedBy
  | ast.Scale
  | ast.Branches;

/**
 * How a part is written: as it stands (a token), as words and parts in a line (a phrase), as one that binds its colon
 * (`name: value`), as operands with operators between them (a chain), between brackets, with clauses between braces, or as a
 * signature with a source.
 */
export type Shape =
  'token' | 'phrase' | 'labelled' | 'chain' | 'brackets' | 'block' | 'strategy' | 'branch' | 'sourced' | 'mistake';

export interface Form {
  readonly shape: Shape;
  /** Rows of one table have their cells in columns. Parts that are no rows have none. */
  readonly table?: string;
  /** It may stand in parentheses, of which the tree does not tell. */
  readonly isValue?: true;
}

const token: Form = { shape: 'token', isValue: true };
const operation: Form = { shape: 'phrase', isValue: true };
/** Triggers are joined by words, and may stand in parentheses too. */
const trigger: Form = operation;
const phrase: Form = { shape: 'phrase' };
const labelled: Form = { shape: 'labelled' };
const brackets: Form = { shape: 'brackets', isValue: true };
const clause: Form = { shape: 'phrase', table: 'clause' };
const step: Form = { shape: 'block', table: 'step' };
const mistake: Form = { shape: 'mistake' };
const phrases = (table: string): Form => ({ shape: 'phrase', table });
const block = (table: string): Form => ({ shape: 'block', table });

/** What is new in the tree gets a line here, and mostly nothing else. */
export const forms: Readonly<Record<Part['kind'], Form>> = {
  import: phrases('import'),
  platform: block('platform'),
  application: block('application'),
  model: block('model'),
  workflow: block('workflow'),
  agent: block('agent'),
  template: block('template'),
  primitive: block('primitive'),
  endpoint: block('endpoint'),
  sensor: { shape: 'sourced', table: 'sensor' },
  'custom-action': { shape: 'sourced', table: 'custom-action' },
  strategy: { shape: 'strategy', table: 'strategy' },

  param: phrases('param'),
  executor: step,
  finally: step,
  run: { shape: 'phrase', table: 'step' },
  register: { shape: 'phrase', table: 'step' },
  notify: { shape: 'phrase', table: 'step' },
  service: block('service'),
  variant: block('variant'),
  change: block('change'),
  explainer: block('explainer'),
  detector: block('detector'),
  permit: phrases('permit'),
  synonyms: clause,

  setting: clause,
  schedule: clause,
  exclusive: clause,
  queue: clause,
  like: clause,
  script: clause,
  retry: clause,
  input: clause,
  output: clause,
  metric: clause,
  server: clause,
  tensors: clause,
  graph: clause,
  replicas: clause,
  expose: clause,
  backup: clause,
  deployed: clause,
  budget: clause,
  state: clause,
  'strategy-use': phrases('strategy-use'),
  cooldown: clause,
  limit: clause,
  priority: clause,
  timeout: clause,
  approval: clause,
  'dry-run': clause,
  branch: { shape: 'branch' },
  action: phrases('action'),
  set: phrases('set'),
  parallel: block('parallel'),

  every: trigger,
  at: trigger,
  cron: trigger,
  called: trigger,
  on: trigger,
  any: trigger,
  all: trigger,

  loop: phrase,
  edge: token,
  'compared-by': phrase,
  scale: phrase,
  branches: { shape: 'brackets' },
  type: phrase,
  parameter: labelled,
  argument: labelled,
  field: labelled,

  number: token,
  string: token,
  bool: token,
  none: token,
  reference: token,
  member: operation,
  version: operation,
  call: operation,
  unary: operation,
  windowed: operation,
  defaulted: operation,
  latch: operation,
  range: operation,
  secret: operation,
  config: operation,
  claim: operation,
  binary: { shape: 'chain', isValue: true },
  list: brackets,
  record: brackets,

  missing: mistake,
  'missing-trigger': mistake,
  'unknown-clause': mistake,
};

const isPart = (value: unknown): value is Part | ast.Name =>
  typeof value === 'object' && value !== null && 'kind' in value && 'span' in value;

/** The parts of a node in the order of the text. Names are single tokens and no parts. */
export function partsOf(node: object): Part[] {
  return childrenOf(node)
    .filter((child) => child.kind !== 'name')
    .sort((a, b) => a.span.start - b.span.start);
}

/** Where the names of a node begin: what stands there is no word of a clause. */
export const namesOf = (node: object): ReadonlySet<number> =>
  new Set(childrenOf(node).flatMap(({ kind, span }) => (kind === 'name' ? [span.start] : [])));

const childrenOf = (node: object): (Part | ast.Name)[] => (Object.values(node) as unknown[][]).flat(2).filter(isPart);

/** The operands of operators that bind equally, `a + b - c`, from left to right. What stands in brackets is one operand. */
export function operandsOf(node: ast.Binary): ast.Expression[] {
  const operands: ast.Expression[] = [];
  let left: ast.Expression = node;
  while (
    left.kind === 'binary' &&
    levels[left.operator] === levels[node.operator] &&
    left.span.start === node.span.start
  ) {
    operands.unshift(left.right);
    left = left.left;
  }
  return [left, ...operands];
}
