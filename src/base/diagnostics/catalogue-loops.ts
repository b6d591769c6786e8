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
  'promotes-again': warning(
    'SF5066',
    (p: { name: string; back: string; version: string; alias: string }) =>
      `${p.name} promotes ${p.version} to ${p.alias} again after ${p.back} has taken it back`,
    `
A roll-back leaves the registry as it was before the promotion, and so does what \`score\` and \`gain\` tell of its versions: what made
a strategy promote a version holds again at its next look. The version that was taken back serves again, until the next roll-back. A
\`cooldown\` only makes that slower. Promote when a version is new, which it is once, or remember what was taken back: after
\`promote(m@previous, to: production)\` that is \`m@previous\` itself.

    WHEN on cnn.registered
    IF   gain(cnn@latest, than: cnn@production) > 1%
    THEN promote(cnn@latest, to: production)
`,
  ),
  'feeds-itself': warning(
    'SF5067',
    (p: { names: readonly string[]; reading: string; what: string }) =>
      p.names.length === 1
        ? `what ${p.names.join()} does to ${p.what} keeps its own constraint true, since ${p.reading} tells of it`
        : `${p.names.join(' and ')} set each other off without end: each changes ${p.what} beyond the limit of the other, which ${p.reading} tells`,
    `
An action that changes what the strategy's own sensor tells acts on itself. One that grows where there are many grows for ever; two that
step over the room between their limits answer each other for ever, though nothing else changes. A step against the reading, as one
replica more where there are too few, comes to rest by itself; so do two whose limits are further apart than a step. Else a \`cooldown\` or
a \`limit\` bounds it.

    IF ready-replicas(inference) < 3 THEN updateWorkflowReplica(inference, by: +1)
    IF ready-replicas(inference) > 6 THEN updateWorkflowReplica(inference, by: -1)
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
