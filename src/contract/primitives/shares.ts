/**
 * How the requests of a workflow are shared: what each destination of its route gets, as a fraction of whole percents. The
 * workflow's own has what these leave, and is not among them.
 */
export type Shares = Readonly<Record<string, number>>;

/** A share, or what is added to it, and how far that may go. */
export type ShareChange = ({ readonly share: number } | { readonly by: number }) & { readonly atMost?: number };

/** What they are then, or why that cannot be. */
export type ShareOutcome = { readonly shares: Shares } | { readonly failed: string };

/** Gives a canary a share. What is added ends at its bound, at nothing, or where nothing is left; a share as such has to be left. */
export function giveShare(shares: Shares, of: string, change: ShareChange): ShareOutcome {
  const left = percents(1 - sumOf(shares, of));
  const now = shares[of] ?? 0;
  const { atMost = 1 } = change;
  if ('share' in change) {
    const share = percents(Math.min(change.share, atMost));
    const failed = `only ${String(Math.round(left * 100))}% of the requests are left`;
    return share > left ? { failed } : { shares: { ...shares, [of]: share } };
  }
  const { by } = change;
  // Beyond its bound it is not taken back.
  const most = Math.max(now, Math.min(atMost, left));
  return { shares: { ...shares, [of]: percents(Math.min(Math.max(now + by, 0), most)) } };
}

/** Gives the backup a share, before which the others yield: what they have is cut to what it leaves, in proportion. */
export function giveBackup(shares: Shares, backup: string, share: number): Shares {
  const others = sumOf(shares, backup);
  const left = 1 - share;
  const cut = others > left ? left / others : 1;
  return Object.fromEntries(
    // Downwards, so that they never make more than what is left.
    Object.entries({ ...shares, [backup]: share }).map(([name, own]) => [
      name,
      name === backup ? percents(own) : cut === 1 ? own : Math.floor(own * cut * 100 + 1e-9) / 100,
    ]),
  );
}

/** Fractions that people write in percent are not exact. */
const EXACT = 1e-9;

/** Whether a share moves further than one action may move it. */
export const isTooFar = (moved: number, largestStep: number): boolean => moved > largestStep + EXACT;

const percents = (share: number): number => Math.round(share * 100) / 100;

const sumOf = (shares: Shares, except: string): number =>
  Object.entries(shares).reduce((sum, [name, share]) => (name === except ? sum : sum + share), 0);
