import { soak } from './soak.ts';

/** `npm run soak -- [KILLS] [SEED]`: with the journal at DATABASE_URL, or in a file. */
const [kills = 1000, seed = 1] = process.argv.slice(2).map(Number);
const database = process.env['DATABASE_URL'];
const began = Date.now();
const { acknowledged, made, ...wrong } = await soak({ kills, seed, ...(database === undefined ? {} : { database }) });
const counts = Object.entries(wrong).map(([what, numbers]) => `${String(numbers.length)} ${what}`);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(
  `${String(kills)} kills in ${String(seconds)} s: ${String(acknowledged)} calls acknowledged, ${String(made)} done; ${counts.join(', ')}`,
);
process.exitCode = Object.values(wrong).some((numbers) => numbers.length > 0) ? 1 : 0;
