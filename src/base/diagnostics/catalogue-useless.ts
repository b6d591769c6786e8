import { warning } from './entry.ts';

/** What is right and does not do what it is there for. */
export const uselessEntries = {
  'no-way-back': warning(
    'SF5058',
    (p: { name: string; workflow: string }) =>
      `${p.name} sends requests of ${p.workflow} to its backup, and no strategy sends all of them back`,
    `
A fail-over mends nothing: once what failed is well again, its requests still go to the backup, which is often smaller or serves
an older model. No strategy of any agent gives the backup \`0%\`, nor a share that is known only later.

    strategy fail-back {
      WHEN every 30s
      IF   ready-replicas(inference) >= 1 for 2m
      THEN updateWorkflowTraffic(inference, backup: 0%)
    }

It is told of where all files of a folder were read: the way back may stand in another one.
`,
  ),
  'short-window': warning(
    'SF5059',
    (p: { reading: string; over: string; every: string }) =>
      `of the ${p.every} from look to look ${p.reading} sees the last ${p.over}`,
    `
What happened before the window is seen by no look: a burst of errors at a quarter past is not in the last five minutes of the
hour. Let the window be as long as the time between two looks, or look as often as the window is long.

    WHEN every 1h
    IF   failure-rate(inference, over: 1h) > 5%

Nothing is said of looks that events bring, or that stand at chosen times of a day; nor of a rate or a share whose window is the
sensor's own, since it tells how things are now.
`,
  ),
  'few-samples': warning(
    'SF5060',
    (p: { over: string; scraped: string }) =>
      `${p.over} hold too few samples, unless Prometheus scrapes every ${p.scraped} or more often`,
    `
A rate is made of the samples in its window. Prometheus takes one each 15 s, 30 s or minute, as most are set up; a window with one
of them gives nothing, and one with two gives noise, or nothing when a scrape fails. Four scrapes are enough.
`,
  ),
  shadowed: warning(
    'SF5061',
    (p: { name: string; by: string }) =>
      `${p.name} never comes to act: wherever its constraint holds ${p.by} acts, and goes before it`,
    `
Of two strategies that write one field and are due at one instant, the one with the larger priority goes first, and where it acts
the other is kept back. Here it acts wherever the other could: at each of its instants, and for each of its readings.

    strategy grow    { priority 10  WHEN every 1m  IF load > 5/s  THEN updateWorkflowReplica(inference, minimum: 3) }
    strategy grow-on { WHEN every 1m  IF load > 20/s  THEN updateWorkflowReplica(inference, minimum: 6) }

\`grow-on\` wants the larger priority: what asks for more goes first. Only what is made up after a time without the agent may come
at another instant.
`,
  ),
  repeated: warning(
    'SF5062',
    (p: { name: string; by: string }) => `wherever ${p.name} acts ${p.by} does the same at that instant`,
    `
Two strategies of an agent have the same actions, and the one acts at each instant at which the other does. Where it gives a field
its value that changes nothing; a run, a message or a replica more is done twice.
`,
  ),
};
