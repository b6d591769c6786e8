import { expect, it } from 'vitest';
import { expectMessages, PLATFORM } from '../../support/marked.ts';

const TEXT = `${PLATFORM}
workflow train : batch { executor step { image "a:1" } }
agent planner {
  strategy s { WHEN called up() or called again() THEN runWorkflow(train) }
}
agent zebra {
  strategy one { WHEN every 1h THEN call planner.up() }
  strategy two { WHEN every 2h THEN { call planner.up()  call planner.again() } }
}
agent ant { strategy s { WHEN every 1h THEN notify(secret x.y, "hi") on failure call planner.up() } }
`;
const OTHER = `import { cluster } from "./main"
import { planner } from "./main"
application aside { team aside  on cluster }
agent zebra { strategy s { WHEN every 1h THEN call planner.up() } }
`;

it('the graph of an agent says who may call what, each once, in an order of its own', () => {
  const { plan } = expectMessages({ 'main.sflow': TEXT, 'other.sflow': OTHER }, []);
  const of = (name: string): unknown =>
    plan?.teams.flatMap(({ agents }) => agents).find((agent) => agent.name === name)?.graph.agent.callers;
  expect(of('planner')).toEqual([
    { receiver: 'again', namespace: 'app-team', account: 'zebra' },
    { receiver: 'up', namespace: 'app-team', account: 'ant' },
    { receiver: 'up', namespace: 'app-team', account: 'zebra' },
    { receiver: 'up', namespace: 'aside-aside', account: 'zebra' },
  ]);
  expect(of('ant')).toBeUndefined();
});
