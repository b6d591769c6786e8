import type { BatchPlan, ExecutorPlan, GangPlan, TeamPlan, Text } from '../../plan/deployment-plan.ts';
import { kubeletText } from '../containers.ts';
import type { JobMaker } from '../job.ts';
import type { Draft } from '../object.ts';
import { inputsOf, retryStrategy } from './executor-template.ts';
import { quoted } from './formula.ts';
import { jsonWith } from './json.ts';
import type { Template } from './types.ts';

/**
 * The template of an executor with several pods: Argo creates the job and waits for its end. The job is JSON, in which a text
 * with holes is an expression that gives a JSON text, so that no value of a run can end it early.
 */
export function resourceTemplate(
  team: TeamPlan,
  plan: BatchPlan,
  executor: ExecutorPlan,
  gang: GangPlan,
  makeJob: JobMaker,
): Draft<Template> {
  const manifest = jsonWith((value) => {
    const written = (text: Text): string =>
      text.every((part) => typeof part === 'string') && !text.join('').includes('{{')
        ? kubeletText(text.join(''))
        : value(`toJson(${text.map(partText).join(' + ')})`);
    return makeJob(team, plan, executor, gang, { written, run: '{{workflow.name}}' });
  }, 2);
  return {
    name: executor.name,
    metadata: {
      annotations: { 'sflow.dev/source': executor.origin.text },
      labels: { 'sflow.dev/executor': executor.name },
    },
    inputs: inputsOf(executor),
    // None here: it would count the time in the queue. The pods of the job have it, and count from when they start.
    retryStrategy: retryStrategy(executor),
    resource: {
      action: 'create',
      failureCondition: 'status.state.phase in (Failed, Aborted, Terminated)',
      manifest,
      setOwnerReference: true,
      successCondition: 'status.state.phase = Completed',
    },
  };
}

function partText(part: Text[number]): string {
  if (typeof part === 'string') return quoted(kubeletText(part));
  if ('run' in part) return 'workflow.name';
  if ('status' in part) return 'workflow.status';
  return 'input' in part
    ? `inputs.parameters[${quoted(part.input)}]`
    : `workflow.parameters[${quoted(part.parameter)}]`;
}
