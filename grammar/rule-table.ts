import type { ParserMethod } from 'chevrotain';
import type * as ast from '../src/language/syntax/nodes.ts';
import { Core } from './core.ts';

/** A rule that reads a `T`. */
type Rule<T, A extends unknown[] = []> = ParserMethod<A, T>;

/** What a file holds, as far as it could be read. */
export interface FileContents {
  readonly imports: ast.Import[];
  readonly declarations: ast.Declaration[];
}

/**
 * The parser with the table of all rules, by the files in which they are written, and what each reads. A file of rules gets
 * the parser, defines its own and reads others by name. They are fields of a class because V8 makes an object slow to
 * which so many properties are added later.
 */
export class Parser extends Core<Parser> {
  // files.ts
  file!: Rule<FileContents>;
  hole!: Rule<ast.Expression>;
  declaration!: Rule<ast.Declaration>;
  import!: Rule<ast.Import>;
  platform!: Rule<ast.Platform>;
  application!: Rule<ast.Application>;
  model!: Rule<ast.Model>;

  // expressions.ts
  expression!: Rule<ast.Expression, [weakest?: number]>;
  latch!: Rule<Pick<ast.Latch, 'direction' | 'on' | 'off'>>;
  observed!: Rule<ast.Expression, [weakest?: number]>;
  operand!: Rule<ast.Expression>;
  prefixed!: Rule<ast.Expression, [weakest: number]>;
  windowed!: Rule<ast.Expression>;

  // operands.ts
  postfix!: Rule<ast.Expression>;
  version!: Rule<ast.Name>;
  arguments!: Rule<ast.Argument[]>;
  argument!: Rule<ast.Argument>;
  primary!: Rule<ast.Expression>;
  object!: Rule<ast.ObjectReference>;
  group!: Rule<ast.Expression>;
  list!: Rule<ast.ListLiteral>;
  record!: Rule<ast.RecordLiteral>;
  field!: Rule<ast.Field>;
  key!: Rule<ast.Name>;
  string!: Rule<ast.StringLiteral>;

  // signatures.ts
  type!: Rule<ast.TypeReference>;
  parameters!: Rule<{ readonly parameters: ast.Parameter[]; readonly rest: boolean }>;
  parameterOrRest!: Rule<ast.Parameter | undefined>;
  parameter!: Rule<ast.Parameter>;
  param!: Rule<ast.Param>;
  default!: Rule<ast.Expression>;
  bracketedNames!: Rule<ast.Name[], [what: string]>;

  // settings.ts
  platformSetting!: Rule<ast.Setting>;
  workflowSetting!: Rule<ast.Setting>;
  executorSetting!: Rule<ast.Setting>;
  serviceSetting!: Rule<ast.Setting>;
  agentSetting!: Rule<ast.Setting>;
  applicationSetting!: Rule<ast.Setting>;
  modelSetting!: Rule<ast.Setting>;
  endpointSetting!: Rule<ast.Setting>;

  // batch.ts
  executor!: Rule<ast.Executor>;
  edges!: Rule<Omit<ast.StepHeader, 'name'>>;
  loops!: Rule<ast.Loop[]>;
  loop!: Rule<ast.Loop>;
  run!: Rule<ast.NestedRun>;
  finally!: Rule<ast.Finally>;
  notify!: Rule<ast.Notify>;
  outcome!: Rule<ast.Name>;
  after!: Rule<ast.Edge[]>;
  edge!: Rule<ast.Edge>;
  executorClause!: Rule<ast.ExecutorClause>;
  like!: Rule<ast.Like>;
  script!: Rule<ast.Script>;
  retry!: Rule<ast.Retry>;
  inputClause!: Rule<ast.Input>;
  output!: Rule<ast.Output>;
  placed!: Rule<Partial<ast.Output>>;
  read!: Rule<Partial<ast.Output>>;
  metric!: Rule<ast.Metric>;
  register!: Rule<ast.Register>;
  best!: Rule<Pick<ast.Register, 'from' | 'by'>>;
  comparedBy!: Rule<ast.ComparedBy>;

  // runs.ts
  schedule!: Rule<ast.Schedule>;
  exclusive!: Rule<ast.Exclusive>;
  queue!: Rule<ast.Queue>;

  // workflows.ts
  workflow!: Rule<ast.Workflow>;
  workflowMember!: Rule<ast.WorkflowMember>;
  service!: Rule<ast.Service>;
  serviceClause!: Rule<ast.ServiceClause>;
  server!: Rule<ast.Server>;
  tensors!: Rule<ast.Tensors>;
  graph!: Rule<ast.GraphClause>;
  path!: Rule<ast.GraphItem[]>;
  graphItem!: Rule<ast.GraphItem>;
  branches!: Rule<ast.Branches>;
  replicas!: Rule<ast.Replicas>;
  scale!: Rule<ast.Scale>;
  expose!: Rule<ast.Expose>;
  backup!: Rule<ast.Backup>;
  deployed!: Rule<ast.Deployed>;
  variant!: Rule<ast.Variant>;
  change!: Rule<ast.ServiceChange>;
  serviceBody!: Rule<ast.ServiceClause[]>;
  explainer!: Rule<ast.Explainer>;
  detector!: Rule<ast.Detector>;

  // triggers.ts
  trigger!: Rule<ast.Trigger>;
  jointTrigger!: Rule<ast.Trigger>;
  simpleTrigger!: Rule<ast.Trigger>;
  every!: Rule<ast.Every>;
  instant!: Rule<ast.At>;
  cron!: Rule<ast.Cron>;
  called!: Rule<ast.Called>;
  changed!: Rule<ast.Changed>;

  // actions.ts
  actions!: Rule<ast.Action[]>;
  block!: Rule<ast.Action[]>;
  action!: Rule<ast.Action>;
  set!: Rule<ast.SetAction>;
  parallel!: Rule<ast.Parallel>;
  invocation!: Rule<ast.Invocation>;

  // strategies.ts
  strategy!: Rule<ast.Strategy>;
  ownStrategy!: Rule<ast.Strategy | ast.StrategyUse>;
  strategyBody!: Rule<ast.Strategy, [start: number, name: ast.Name, parameters: readonly ast.Parameter[] | undefined]>;
  constraint!: Rule<Pick<ast.Strategy, 'constraint' | 'heldFor'>>;
  outcomes!: Rule<ast.Branch[]>;
  branch!: Rule<ast.Branch>;
  modifier!: Rule<ast.Modifier>;
  kept!: Rule<Pick<ast.Cooldown, 'key'>>;

  // agents.ts
  agent!: Rule<ast.Agent>;
  template!: Rule<ast.Template>;
  agentMember!: Rule<ast.AgentMember>;
  budget!: Rule<ast.Budget>;
  stateField!: Rule<ast.StateField>;
  sensor!: Rule<ast.Sensor>;
  observation!: Rule<Partial<ast.Sensor>>;
  traits!: Rule<ast.Name[]>;
  primitive!: Rule<ast.Primitive>;
  permit!: Rule<ast.Permit>;
  synonyms!: Rule<ast.Synonyms>;

  // endpoints.ts
  endpoint!: Rule<ast.Endpoint>;
  endpointClause!: Rule<ast.Setting | ast.Replicas>;
  customAction!: Rule<ast.CustomAction>;
}

/** Rules for settings that are a word and a value. */
export type SettingRule = Exclude<Extract<keyof Parser, `${string}Setting`>, 'platformSetting'>;
