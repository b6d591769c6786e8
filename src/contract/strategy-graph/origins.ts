import type { ActionNode, OriginText, StrategyGraph, StrategyNode } from './strategy-graph.ts';

interface Placed {
  readonly origin: OriginText;
}

/** A graph without where its parts stand in the sources: what an agent does with it is the same. */
export const withoutOrigins = ({
  sensors,
  state,
  strategies,
  ...rest
}: StrategyGraph): Readonly<Record<string, unknown>> & { readonly strategies: readonly object[] } => ({
  ...rest,
  sensors: sensors.map(withoutOrigin),
  state: state?.map(withoutOrigin),
  strategies: strategies.map(ofStrategy),
});

const ofStrategy = (strategy: StrategyNode): object => ({
  ...withoutOrigin(strategy),
  actions: strategy.actions.map(ofAction),
  otherwise: strategy.otherwise?.map(ofAction),
  whenUnknown: strategy.whenUnknown?.map(ofAction),
  onFailure: strategy.onFailure?.map(ofAction),
});

const ofAction = (action: ActionNode): object =>
  action.kind === 'parallel'
    ? { ...withoutOrigin(action), actions: action.actions.map(ofAction) }
    : withoutOrigin(action);

const withoutOrigin = <T extends Placed>({ origin: _, ...rest }: T): Omit<T, 'origin'> => rest;
