import { campaign, told } from '../agent/reference/campaign.ts';
import { Shares } from '../agent/reference/shares.ts';

/**
 * Plays random histories to the engine and to its reference, and prints where they differ and how much the generator came by:
 * `node test/bench/campaign.ts [histories] [seed] [most]`, `most`: after so many differences it ends.
 */
export function benchCampaign(histories: number, seed: number, most = 5): void {
  const start = performance.now();
  const shares = new Shares();
  const found = campaign(histories, seed, most, (program, played) => {
    shares.add(program, played);
  });
  const perSecond = (1000 * histories) / (performance.now() - start);
  console.log(`engine / reference: ${found.length} differences, ${perSecond.toFixed(0)} histories a second`);
  for (const line of [...shares.lines, ...found.map(told)]) console.log(line);
  if (found.length > 0) process.exitCode = 1;
}

if (import.meta.main) {
  const [histories = 100_000, seed = 1, most] = process.argv.slice(2).map(Number);
  benchCampaign(histories, seed, most);
}
