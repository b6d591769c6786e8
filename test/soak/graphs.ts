import type { StrategyGraph } from '../../src/contract/strategy-graph/strategy-graph.ts';
import { app, compileTexts } from '../support/marked.ts';

/** The agent as it is deployed first, and as it is then: a strategy comes, and one is written otherwise. What is called stays. */
const releases = [
  'strategy work { WHEN called go(n: Int) THEN { runWorkflow(train, n: n, turn: done)  set done = done + 1 } }',
  `strategy work { timeout 1h  WHEN called go(n: Int) THEN { runWorkflow(train, n: n, turn: done)  set done = done + 1 } }
strategy other { WHEN every 1h THEN set hours = hours + 1 }`,
];

export const graphs: readonly StrategyGraph[] = releases.map((strategies) => {
  const compiled = compileTexts(
    app(`workflow train : batch { param n : Int = 0  param turn : Int = 0  executor step { image "a:1"  args { n: n, turn: turn } } }
agent worker { state done : Int = 0  state hours : Int = 0  ${strategies} }`),
  );
  const graph = compiled.plan?.teams[0]?.agents[0]?.graph;
  if (!graph) throw new Error(compiled.diagnostics.map(({ message }) => message).join('\n'));
  return graph;
});
