import { actionRules } from './actions.ts';
import { agentRules } from './agents.ts';
import { batchRules } from './batch.ts';
import type { Decisions } from './decisions.ts';
import { endpointRules } from './endpoints.ts';
import { expressionRules } from './expressions.ts';
import { fileRules } from './files.ts';
import { operandRules } from './operands.ts';
import { Parser } from './rule-table.ts';
import { runRules } from './runs.ts';
import { settingRules } from './settings.ts';
import { signatureRules } from './signatures.ts';
import { strategyRules } from './strategies.ts';
import { triggerRules } from './triggers.ts';
import { workflowRules } from './workflows.ts';

/** In a bundle, what its build found out. */
declare const SFLOW_DECISIONS: string | undefined;

const built = (): Decisions | undefined =>
  typeof SFLOW_DECISIONS === 'undefined' ? undefined : (JSON.parse(SFLOW_DECISIONS) as Decisions);

/** The whole grammar. With the decisions of another such parser it need not find them out. */
export function createParser(known: Decisions | undefined = built()): Parser {
  const parser = new Parser();
  fileRules(parser);
  expressionRules(parser);
  operandRules(parser);
  signatureRules(parser);
  settingRules(parser);
  batchRules(parser);
  runRules(parser);
  workflowRules(parser);
  triggerRules(parser);
  actionRules(parser);
  strategyRules(parser);
  agentRules(parser);
  endpointRules(parser);
  parser.performSelfAnalysis(known);
  return parser;
}
