import { error, warning } from './entry.ts';

/** What can be wrong with the parts of a strategy, and with what an agent remembers. */
export const strategyEntries = {
  'misplaced-template': error(
    'SF5013',
    (p: { name: string }) => `${p.name} has parameters, and so belongs outside of agents`,
    `
A strategy with parameters is a template. It stands in a file by itself, and agents make it real:

    strategy retry-later = wait-and-run(training, period: 1h)
`,
  ),
  'and-without-within': error(
    'SF5015',
    (p: { trigger: string }) => `${p.trigger} is no schedule, and events never share an instant`,
    `
Schedules that are joined by \`and\` fire at the instants that all of them share. Calls and changes of state happen when they
happen: say within which time all of them have to come.

    WHEN on training.succeeded and called approve() within 1h
`,
  ),
  'needless-within': error(
    'SF5016',
    () => 'there is nothing that has to happen within that time',
    `
\`within\` stands behind triggers that are joined by \`and\`.
`,
  ),
  'unknown-state': error(
    'SF5017',
    (p: { what: string; state: string; known: readonly string[] }) =>
      p.state === ''
        ? `${p.what} comes into several states`
        : `${p.what} has no state ${p.state}; it has ${p.known.join(', ')}`,
    `
A trigger waits for one state: \`on training.succeeded\`. Batch workflows are submitted, succeed, fail, and end either way;
their executors start, succeed, fail, and run out of memory; online workflows become available and unavailable; models are
registered and promoted.
`,
  ),
  'no-states': error(
    'SF5018',
    (p: { name: string }) => `${p.name} has no states`,
    `
Behind \`on\` stands a workflow, an executor of one, or a model, and the state that it comes into.
`,
  ),
  'held-too-short': error(
    'SF5019',
    (p: { seconds: string }) => `nobody looks often enough to know that it holds for ${p.seconds}`,
    `
\`IF … for 5m\` asks that the constraint held whenever it was looked at in the last five minutes. The trigger has to look at
it more often than that: where more time lies between two looks, it begins anew.
`,
  ),
  'held-by-chance': warning(
    'SF5026',
    (p: { seconds: string }) => `only by chance two looks are near enough to know that it holds for ${p.seconds}`,
    `
\`IF … for 5m\` begins anew where more than five minutes lie between two looks. Calls and changes may never come near enough to each
other, and a \`jitter\` moves looks apart. Say a schedule that looks often enough, with the jitter added to its interval:

    WHEN every 1m jitter 10s
    IF   request-rate(inference) > 20/s for 5m
`,
  ),
  'latch-order': error(
    'SF5020',
    (p: { where: string; on: string }) => `this has to lie ${p.where} ${p.on}`,
    `
Between both limits the constraint stays what it was. \`x rises above 20/s falls below 15/s\` becomes true above 20/s, and
false below 15/s; \`x falls below 15/s rises above 20/s\` the other way round.
`,
  ),
  'latch-misplaced': error(
    'SF5021',
    () => 'only the constraint of a strategy remembers whether it rose or fell',
    `
\`rises above … falls below …\` stands behind IF. Elsewhere compare with \`>\` or \`<\`.
`,
  ),
  'default-needless': error(
    'SF5022',
    (p: { text: string }) => `${p.text} is never unknown, so nothing can stand for it`,
    `
\`default\` says what stands for a reading that is unknown: \`IF predictions since last fired default 0 >= 1000\`.
`,
  ),
  'branch-without-constraint': error(
    'SF5023',
    (p: { branch: string }) => `${p.branch} says what to do where the constraint does not hold, and there is none`,
    `
Without IF the actions behind THEN run at every event, unless a sensor that they read is unknown: for that alone \`when unknown\` can
stand without IF.
`,
  ),
  'not-counted': error(
    'SF5030',
    (p: { found: string }) => `${p.found} is neither a call that the agent receives nor a change of what runs`,
    `
\`count\` says how often calls came that a strategy of the agent receives, and how often something came into a state, as a trigger
behind \`on\` names it:

    IF count(report, host: host) over 1m >= 3
    IF count(training.failed) over 1d >= 2
`,
  ),
  'count-misplaced': error(
    'SF5031',
    () => 'what comes to an agent is counted in its strategies alone',
    `
\`count\` stands behind IF, and in what actions are given. Sensors, params and workflows hear of no calls.
`,
  ),
  'count-without-span': error(
    'SF5032',
    (p: { count: string }) => `${p.count} has to say over which time it counts`,
    `
Calls and changes are counted over a time that ends with the event: \`count(report) over 1m\`. What came before that is forgotten, so
there is no counting since something was done.
`,
  ),
  'count-argument': error(
    'SF5033',
    (p: { name: string; of: string; found: string }) =>
      `${p.name} of ${p.of} is compared when the event comes, and ${p.found} is not known then`,
    `
Counted are calls that bring a value which is known when the event comes: a constant, or what the call of the strategy brings.

    WHEN called report(host: String)
    IF   count(report, host: host) over 1m >= 3
`,
  ),
  'unknown-key': error(
    'SF5034',
    (p: { name: string; of: string; known: readonly string[] }) =>
      p.known.length === 0
        ? `${p.of} brings nothing by which to tell its events apart`
        : `${p.of} has no ${p.name}; ${p.known.join(', ')}`,
    `
A cooldown and a limit can be kept for each value of what the call of the strategy brings:

    cooldown 2s per host
    limit    3 per 1d per host
    WHEN called report(host: String)

Schedules and changes bring nothing; their events go by one cooldown and one limit.
`,
  ),
  'nested-parallel': error(
    'SF5024',
    () => 'these run side by side already',
    `
\`parallel { … }\` holds single actions; what stands in it runs side by side.
`,
  ),
  'state-without-value': error(
    'SF5025',
    (p: { name: string }) => `the state ${p.name} has no first value`,
    `
An agent starts with the value that stands behind \`=\`; one that may be absent has the type with \`?\`.

    state failures : Int = 0
    state last     : ModelVersion?
`,
  ),
};
