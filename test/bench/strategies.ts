import { mkdir, writeFile } from 'node:fs/promises';
import { PLATFORM } from './workload.ts';

/** Twenty teams, each with five batch and five online workflows and fifty strategies: 200 workflows, 1,000 strategies. */
const TEAMS = 20;
const WORKFLOWS = 5;
const STRATEGIES = 10;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const team = (number: number): string => `import { cluster }      from "./platform"
import { logged-mean }  from "std/mlflow"
import { request-rate } from "std/istio"

application many { team team-${number}  on cluster }

${numbers(WORKFLOWS)
  .map(
    (index) => `workflow batch-${index} : batch {
  executor prepare { image "prepare:1.0" }
  executor train after prepare { image "train:1.0" }
}
workflow online-${index} : online {
  service predictor : model { image "predictor:1.0" }
}
agent agent-${index} {
${numbers(STRATEGIES)
  .map(
    (strategy) => `  strategy s-${strategy} {
    cooldown 1h
    WHEN every ${strategy + 1}m
    IF   logged-mean("m${strategy}", experiment: "e") over 1h > ${strategy} and request-rate(online-${index}) > 1/s
    THEN runWorkflow(batch-${index})
  }
`,
  )
  .join('')}}
`,
  )
  .join('')}`;

/** Writes them into a fresh folder. */
export async function writeStrategies(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/platform.sflow`, PLATFORM);
  for (const number of numbers(TEAMS)) await writeFile(`${folder}/team-${number}.sflow`, team(number));
}
