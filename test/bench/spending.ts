import { exceeds, search, toldOf } from '../support/spending/search.ts';

/**
 * Seeks worlds in which agents do more than they are said to do at most, and prints them, with how near the others come:
 * `node test/bench/spending.ts [programs] [plays of each] [seed]`.
 */
const [programs = 2000, plays = 12, seed = 1] = process.argv.slice(2).map(Number);
const start = performance.now();
const found = search(programs, plays, seed);
const wrong = found.filter(exceeds);
const seconds = ((performance.now() - start) / 1000).toFixed(0);
console.log(
  `${String(found.length)} bounds of ${String(programs)} programs, ${String(wrong.length)} exceeded, ${seconds} s`,
);
for (const what of new Set(found.map((each) => each.what))) {
  const some = found.filter((each) => each.what === what && each.bound > 0);
  const share = (count: number): string => `${((100 * count) / some.length).toFixed(0)} %`;
  const reached = some.filter((each) => each.found === each.bound).length;
  const half = some.filter((each) => each.found >= each.bound / 2).length;
  console.log(`${what}: ${String(some.length)} above none, reached ${share(reached)}, to the half ${share(half)}`);
}
for (const each of wrong.slice(0, 5)) console.log(toldOf(each));
process.exitCode = wrong.length === 0 ? 0 : 1;
