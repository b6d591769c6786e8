import { error, warning } from './entry.ts';

/** What can be wrong with agents and their strategies. */
export const agentEntries = {
  'wrong-primitive': error(
    'SF5001',
    (p: { primitive: string; wants: string; workflow: string; kind: string }) =>
      `${p.primitive} acts on ${p.wants} workflows, and ${p.workflow} is ${p.kind}`,
    `
Batch workflows are run and stopped; online workflows are deployed, scaled and deleted. The table of primitives is in
stdlib/README.md.
`,
  ),
  'unknown-primitive': error(
    'SF5002',
    (p: { name: string }) => `there is no primitive ${p.name}`,
    `
Behind THEN stand the primitives of the standard library, and calls of other agents:

    THEN call executor-agent.change-model(version: mnist-cnn@latest)
`,
    { absent: true },
  ),
  'not-received': error(
    'SF5003',
    (p: { agent: string; receiver: string }) => `${p.agent} does not receive ${p.receiver}`,
    `
An agent receives what one of its strategies is triggered by:

    WHEN called check-predictions(data: Dataset)
`,
    { absent: true },
  ),
  'bad-call': error(
    'SF5004',
    (p: { found: string }) => `${p.found} is no call of an agent`,
    `
\`call\` names an agent and what it receives: \`call checker-agent.check-predictions(data: new-data)\`.
`,
  ),
  'received-twice': error(
    'SF5005',
    (p: { receiver: string }) => `${p.receiver} is received by two strategies with different parameters`,
    `
Several strategies of an agent may be triggered by one call, if they agree on its parameters.
`,
  ),
  'bad-cron': error(
    'SF5006',
    (p: { pattern: string; reason: string }) => `"${p.pattern}" is no cron time: ${p.reason}`,
    `
Five parts: minute (0-59), hour (0-23), day of the month (1-31), month (1-12 or jan-dec), day of the week (0-7 or sun-sat).
Each is \`*\`, a number, a range \`1-5\`, a list \`1,3\`, or has a step: \`*/15\`.
`,
  ),
  'bad-zone': error(
    'SF5007',
    (p: { zone: string }) => `there is no time zone ${p.zone}`,
    `
Zones are named as in the IANA database, as \`Europe/Madrid\` or \`UTC\`.
`,
  ),
  'bad-date': error(
    'SF5008',
    (p: { text: string; reason: string }) => `"${p.text}" is no instant: ${p.reason}`,
    `
An instant is written with its zone, as \`2026-12-01T09:00Z\` or \`2026-12-01T10:00+01:00\`.
`,
  ),
  'bad-interval': error(
    'SF5009',
    (p: { reason: string }) => p.reason,
    `
An interval is a duration of at least one second. Sensors and the systems behind them do not change faster.
`,
  ),
  'no-strategies': error(
    'SF5010',
    (p: { agent: string }) => `the agent ${p.agent} has no strategy`,
    `
An agent without a strategy would run and never do anything.
`,
    { absent: true },
  ),
  'constraint-type': error(
    'SF5011',
    (p: { found: string }) => `IF wants something that is true or false, and this is ${p.found}`,
    `
A constraint is a comparison, or several joined by and, or, not.
`,
    { absent: true },
  ),
  'unknown-budget': error(
    'SF5090',
    (p: { name: string; known: readonly string[] }) =>
      `there is no budget of ${p.name}; there is one of ${p.known.join(', ')}`,
    `
A budget bounds what all strategies of an agent do together.

    agent planner {
      budget runs 24 per 1d       // of workflows and executors
      budget promotions 2 per 1d  // moves of an alias
      budget replica-changes 20 per 1h
      budget traffic 10%  // the share of requests that one action may move
    }
`,
  ),
  'budget-time': error(
    'SF5091',
    (p: { kind: string }) =>
      p.kind === 'traffic'
        ? 'a budget of traffic bounds each step, and has no time'
        : `a budget of ${p.kind} counts within a time, and this has none`,
    `
Runs, promotions and changes of replicas are counted within any time that the budget says, as a \`limit\` counts. The share of the
requests that is moved is bounded for each step by itself.

    budget runs 24 per 1d
    budget traffic 10%
`,
  ),
  'budget-too-small': error(
    'SF5092',
    (p: { strategy: string; needs: string; budget: string }) =>
      `${p.strategy} never acts: it needs ${p.needs} at once, and its agent may do ${p.budget}`,
    `
All that stands behind THEN has to be within the budget before any of it is done, so that no event is done by halves. Here it is more
than the budget ever has.
`,
  ),
  'budget-out-of-reach': warning(
    'SF5093',
    (p: { most: string; time: string }) =>
      `this bounds nothing: the strategies come to ${p.most} within ${p.time} at most`,
    `
By their triggers, cooldowns and limits the strategies of the agent cannot do as much as the budget allows. A smaller number would hold
them back should they be changed; or the budget is not needed.
`,
  ),
  'budget-step': warning(
    'SF5094',
    (p: { share: string; from: string; step: string }) =>
      `this moves ${p.share} of the requests, since no action leaves a share nearer than ${p.from}; a step may move ${p.step}`,
    `
A budget of traffic bounds how far one action may move the share of the requests that a backup gets. It is compared with what is so at
that time; a step that is too long fails, and \`on failure\` is done. Where nothing gives the backup a share in between, each try fails.

    budget traffic 25%

wants \`backup: 25%\`, \`50%\`, \`75%\` and \`100%\` one after the other.
`,
  ),
  'not-readable': error(
    'SF5012',
    (p: { what: string; reason: string }) => `${p.what} cannot be read: ${p.reason}`,
    `
A sensor's source gets all that it needs from the arguments of the sensor and from the platform.
`,
  ),
};
