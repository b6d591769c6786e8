import { error, warning } from './entry.ts';

/** How often in a day. */
const atMost = (count: number): string =>
  Number.isFinite(count) ? `up to ${count.toLocaleString('en-GB')} times a day` : 'as often as they are set off';

/** What goes on without an end: the same again, to and fro, or round in a circle. */
export const loopEntries = {
  'acts-at-every-look': warning(
    'SF5057',
    (p: { name: string; action: string }) =>
      `as long as its constraint holds, ${p.name} does this again at every look: ${p.action}`,
    `
\`IF … for 5m\` asks that the constraint held for five minutes before the first action. It does not keep the next look from acting,
too: every minute another run, message or replica. A \`cooldown\` or a \`limit\` lets the strategy rest; so does a state that the
constraint asks for and THEN changes. Where fields get values that they have already, nothing is said.

    strategy retrain {
      cooldown 6h
      WHEN every 1m
      IF   failure-rate(inference) > 5% for 5m
      THEN runWorkflow(training)
    }
`,
  ),
  'endless-circle': warning(
    'SF5045',
    (p: { circle: readonly string[]; byCalls: boolean }) =>
      `these ${p.byCalls ? 'call each other' : 'set each other off'} without end: ${p.circle.join(' -> ')}`,
    `
Each sets off the next, by a call or by a run that comes to its end, and the last the first again, as fast as it can be done. A
\`cooldown\`, a \`limit\`, or a constraint ends it; of calls only one over what the call brings.

    WHEN on training.ended  THEN runWorkflow(training)

trains for ever.
`,
  ),
  flapping: warning(
    'SF5046',
    (p: { names: readonly string[]; what: string; reading: string | undefined; isBoth: boolean; most: number }) => {
      const does = p.names.length === 1 ? 'changes' : 'take turns to change';
      const near = p.isBoth ? `${p.reading ?? ''} is where both act` : `${p.reading ?? ''} stays near this limit`;
      const asLong = p.reading === undefined ? 'with nothing else changing' : `as long as ${near}`;
      return `${p.names.join(' and ')} ${does} ${p.what}${p.names.length === 1 ? ' to and fro' : ''} ${asLong}, ${atMost(p.most)}`;
    },
    `
Where one strategy acts right beside the limit at which another undoes it, they take turns as long as the reading stays
there; so do THEN and ELSE of one strategy, and two whose limits overlap, which both act between them. Leave room between two limits, let
the constraint hold for a time, or let a strategy rest for longer than from look to look:

    IF x > 20
    IF x < 15 for 10m

\`x rises above 20 falls below 15\` says both limits in one constraint. A \`cooldown\` that is over at the next look changes nothing.
\`sflow check --explain flapping\` shows how often each quantity can be turned.
`,
  ),
  'unbounded-reversals': error(
    'SF5065',
    (p: { names: readonly string[]; what: string; most: number }) =>
      `nothing keeps ${p.names.join(' and ')} from changing ${p.what} to and fro, ${atMost(p.most)}, and the platform is for production`,
    `
A platform with \`profile production\` asks for a bound on how often agents can undo what they did to one field of one object, whatever
the sensors say. Room between two limits is none: a reading may cross it at any speed. Bounds are a \`cooldown\` or a \`limit\` of one of
the two, a \`for\` where both look at the same instants, looks that are an hour apart, or a person who agrees.
\`sflow check --explain flapping\` shows what counts.

    strategy release {
      cooldown 15m
      WHEN every 1m
      IF   request-rate(inference) < 10/s
      THEN updateWorkflowReplica(inference, by: -1)
    }
`,
  ),
};
