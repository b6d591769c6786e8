import { error, warning } from './entry.ts';

/** What strategies that are right one by one do together, or can never do. */
export const analysisEntries = {
  conflict: error(
    'SF5040',
    (p: { name: string; others: readonly string[]; what: string; told: readonly [string, string] }) =>
      `${p.name} and ${p.others.join(', ')} can act at one instant, and change ${p.what} ${p.told[0]} and ${p.told[1]}`,
    `
Two strategies conflict where they can be due at one instant, their constraints can hold together, and their actions write
one field of one object with different values: which value stays would be chance.

Within an agent the one with the larger priority goes first, and the other does nothing at that instant:

    strategy fail-over {
      priority 10
      WHEN every 30s
      IF   unreachable-rate(inference) > 50%
      THEN updateWorkflowTraffic(inference, backup: 100%)
    }

A priority orders firings: what stands behind THEN, and behind \`on failure\`. Behind ELSE and \`when unknown\` nothing is held
back. Write those as a strategy of its own, with the opposite constraint and a priority.

Calls are followed: two strategies that call other agents at one instant fight where what the calls lead to does. What an action
of your own writes is not known, and is not compared.

Or the constraints exclude each other. That is seen where both compare readings, or sums and differences of them, with each other or with constants, as
\`ready-replicas(inference) == 0\` and \`ready-replicas(inference) >= 3\`. Agents do not wait for each other, so priorities
help within one agent only.
`,
  ),
  'undecided-conflict': warning(
    'SF5056',
    (p: { name: string; others: readonly string[]; what: string; told: readonly [string, string] }) =>
      `nobody can tell whether ${p.name} and ${p.others.join(', ')} act at one instant, and change ${p.what} ${p.told[0]} and ${p.told[1]}`,
    `
The constraints were neither seen to exclude each other, nor were values found for which both hold. That is decided where they
compare sums and differences of readings, and products with constants; a product of two readings, a quotient by one, or more
alternatives than can be looked through may stay open.

Compare the readings themselves, or give one of the strategies a \`priority\`.
`,
  ),
  'never-due': error(
    'SF5041',
    (p: { texts: readonly [string, string]; how: string }) =>
      `this never fires: ${p.texts[0]} and ${p.texts[1]} do not come ${p.how}`,
    `
Schedules that are joined by \`and\` fire at the instants that all of them share. These share none: two instants differ, an
instant is none of cron's, days or times never meet, intervals are out of step, or one ends before the other begins.
One with a \`jitter\` is moved by another span each time, and so meets no other but by chance. An interval and a pattern of cron
that meet later than after ten years are taken for a slip.

    WHEN cron "0 3 * * *" and cron "0 * * * 1"

fires on Mondays at three.
`,
  ),
  'interval-adrift': error(
    'SF5042',
    (p: { interval: string }) => `${p.interval} counts from the start of the agent, and so meets the other by chance`,
    `
An interval begins with the agent, at whatever second that is. Joined by \`and\` with what comes at fixed times it has to say
from when it counts:

    WHEN every 2d from "2026-01-01T03:00Z" and cron "0 3 * * *"
`,
  ),
  'never-holds': warning(
    'SF5043',
    (p: { text: string }) => `this never holds: ${p.text}`,
    `
No value that can be read makes this true, so the actions behind THEN never run. Comparisons of one reading contradict each
other, as \`x > 5 and x < 3\`; or a value is asked for that there is not: a count below 0, a share above 100%.
`,
  ),
  'always-holds': warning(
    'SF5044',
    (p: { text: string }) => `this holds whatever is read: ${p.text}`,
    `
Every value that can be read makes this true, as \`x > 3 or x < 5\`, or a count of at least 0. Leave the constraint out, or say
what was meant.
`,
  ),
  'replicas-for-failures': warning(
    'SF5047',
    (p: { workflow: string }) => `more replicas of ${p.workflow} seldom mend wrong answers`,
    `
A failure rate tells of requests that were answered by an error. Another replica runs the same program with the same model,
and gives the same errors. Where failures come from too much load, act on what tells of load: \`request-rate\`, \`latency\`, or
the use of the processor.

    strategy keep-promise {
      cooldown 5m
      WHEN every 1m
      IF   latency(inference) > 50ms for 3m
      THEN updateWorkflowReplica(inference, by: +1)
    }
`,
  ),
  'promotes-worse': warning(
    'SF5055',
    (p: { version: string; metric: string; direction: 'more' | 'less' }) =>
      `this promotes ${p.version} where it is worse: of ${p.metric} ${p.direction} is better`,
    `
The constraint holds where the version that is promoted has the worse score. Whether more or less of a metric is better stands
in the model, as \`better accuracy\` or \`better lower rmse\`. \`gain\` compares the right way round for both:

    IF   gain(mnist-cnn@latest, than: mnist-cnn@production) > 0
    THEN promote(mnist-cnn@latest, to: production)
`,
  ),
  'no-scaling-rule': error(
    'SF5048',
    (p: { workflow: string }) => `${p.workflow} has no scaling rule that an agent could tune`,
    `
\`updateWorkflowReplica\` tunes the rule by which a reading, or the use of processor or memory, scales an online workflow: its
threshold, and how many replicas there are at least and at most. A workflow with a fixed number has none.
\`duplicateWorkflowInstance\` holds a number of replicas whatever scales them.
`,
  ),
  'no-backup': error(
    'SF5049',
    (p: { workflow: string }) => `${p.workflow} has no backup that could take its requests`,
    `
\`updateWorkflowTraffic\` gives a share of the requests to the workflow's backup, which is another online workflow:

    workflow inference : online {
      service predictor : model { server tensorflow  model cnn@production }
      backup standby
    }
`,
  ),
  'changes-nothing': error(
    'SF5050',
    (p: { action: string }) => `this changes nothing: ${p.action}`,
    `
What the action sets is left out, or is what it is already. Most arguments may be left out, but not all of them.
`,
  ),
  'other-model': error(
    'SF5051',
    (p: { workflow: string; model: string; served: readonly string[] }) =>
      `${p.workflow} serves ${p.served.length > 0 ? p.served.join(', ') : 'no model'}, not ${p.model}`,
    `
An upgrade gives an online workflow another version of a model that it serves. Which models these are stands in its services.
`,
  ),
  'parallel-conflict': error(
    'SF5052',
    (p: { what: string; told: readonly [string, string] }) =>
      `these change ${p.what} side by side, ${p.told[0]} and ${p.told[1]}`,
    `
Actions of a \`parallel\` block run at the same time. Two that give one field different values leave it to chance which of
them stays. Let one of them be enough, or do them one after the other.
`,
  ),
};
