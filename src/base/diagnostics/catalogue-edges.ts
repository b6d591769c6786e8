import { error } from './entry.ts';

/** What steps of a batch workflow wait for, and what is there then. */
export const edgeEntries = {
  'not-upstream': error(
    'SF4007',
    (p: { executor: string; producer: string }) =>
      `${p.executor} does not wait for ${p.producer}, whose output it reads`,
    `
An output is there when its executor has succeeded, so whoever reads it comes after it, directly or by way of others.
`,
    { absent: true },
  ),
  'self-edge': error(
    'SF4008',
    (p: { name: string }) => `${p.name} cannot come after itself`,
    `
An executor starts when all behind its \`after\` have succeeded. Remove its own name there.
`,
  ),
  'maybe-absent': error(
    'SF4031',
    (p: { executor: string; output: string; reader: string }) =>
      `${p.output} of ${p.executor} may not be there, since ${p.reader} also runs where ${p.executor} has not succeeded`,
    `
What comes after \`x.ended\` or \`x.failed\` runs where \`x\` has failed, and after \`x.ended\` also where it was left out. What \`x\` would
have left is not there then: a value needs another one for that case, and a file can only be read by a step that waits for success.

    output rows : Int from "/tmp/rows" default 0
`,
  ),
  'never-meet': error(
    'SF4042',
    (p: { step: string; first: string; second: string }) =>
      `${p.step} would never run, since it waits for ${p.first} and ${p.second}, of which one at most runs`,
    `
A step runs where all behind its \`after\` have succeeded, and is left out where one of them was. What comes after whichever of two
branches ran says so by a state: \`after accept.ended, reject.ended\`. A run in which one of them failed has still failed.
`,
  ),
};
