import { error } from './entry.ts';

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

Or the constraints exclude each other. That is seen where both compare the same reading with constants, as
\`ready-replicas(inference) == 0\` and \`ready-replicas(inference) >= 3\`. Agents do not wait for each other, so priorities
help within one agent only.
`,
  ),
};
