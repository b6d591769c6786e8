import type { Body } from '../src/language/syntax/clauses.ts';
import type { Lexeme } from './tokens.ts';

export interface OpenBody {
  readonly body: Body;
  readonly brace: Lexeme;
  /** Columns by which the line with the brace is indented; found when it is first asked for. */
  indentation?: number;
}

/** What has to be remembered of a text while it is read, so that one mistake is told once. */
export interface Recovery {
  /** The token at which the last mistake was reported. What is odd right behind it in the same clause follows from it. */
  reported: Lexeme | undefined;
  readonly bodies: OpenBody[];
  /** The body that ended last, with its brace. */
  left: { readonly body: Body; readonly end: Lexeme } | undefined;
  /** Brackets of lists, records and calls that are open within the innermost body. */
  brackets: number;
  /** How the clause is written that is being read. */
  form: string | undefined;
  /** Whether a brace that closes nothing was explained by a mistake before it. */
  isBraceExplained: boolean;
  /** Of the strategy that is being read. */
  strategy: StrategyRecovery;
}

export interface StrategyRecovery {
  brace: Lexeme | undefined;
  /** Whether its parts stand in another order, which was reported. */
  isOutOfOrder: boolean;
  /** Whether the opening brace of actions was forgotten, so that there is one too many behind them. */
  isBraceForgotten: boolean;
}

export const nothingYet = (): Recovery => ({
  reported: undefined,
  bodies: [],
  left: undefined,
  brackets: 0,
  form: undefined,
  isBraceExplained: false,
  strategy: newStrategy(),
});

export const newStrategy = (): StrategyRecovery => ({
  brace: undefined,
  isOutOfOrder: false,
  isBraceForgotten: false,
});
