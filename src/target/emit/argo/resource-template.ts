import type { BatchPlan, ExecutorPlan, TeamPlan, Text } from '../../plan/deployment-plan.ts';
import { kubeletText } from '../containers.ts';
import type { JobMaker } from '../job.ts';
import { inputsOf, retryOf } from './executor-template.ts';
import { quoted } from './formula.ts';

/**
 * The template of an executor with several pods: Argo creates the job and waits for its end. The job is JSON, in which a text
 * with holes is an expression that gives a JSON text, so that no value of a run can end it early.
 */
export function resourceTemplate(team: TeamPlan, plan: BatchPlan, executor: ExecutorPlan, makeJob: JobMaker): object {
  const expressions: string[] = [];
  const written = (text: Text): string => {
    if (text.every((part) => typeof part === 'string') && !text.join('').includes('{{'))
      return kubeletText(text.join(''));
    expressions.push(`{{=toJson(${text.map(partText).join(' + ')})}}`);
    return `${PLACE}${String(expressions.length - 1)}${PLACE}`;
  };
  const job = makeJob(team, plan, executor, { written, run: '{{workflow.name}}' });
  const manifest = JSON.stringify(job, null, 2).replaceAll(
    new RegExp(`"${PLACE}(\\d+)${PLACE}"`, 'g'),
    (_, index: string) => expressions[Number(index)] ?? '',
  );
  return {
    name: executor.name,
    metadata: {
      annotations: { 'sflow.dev/source': executor.origin.text },
      labels: { 'sflow.dev/executor': executor.name },
    },
    ...inputsOf(executor),
    ...(executor.timeoutSeconds === undefined ? {} : { activeDeadlineSeconds: Math.ceil(executor.timeoutSeconds) }),
    ...retryOf(executor),
    resource: {
      action: 'create',
      failureCondition: 'status.state.phase in (Failed, Aborted, Terminated)',
      manifest,
      setOwnerReference: true,
      successCondition: 'status.state.phase = Completed',
    },
  };
}

/** Stands in the JSON for a text with holes; whole texts are replaced, so one of a user within another stays. */
const PLACE = '@sflow@';

function partText(part: Text[number]): string {
  if (typeof part === 'string') return quoted(kubeletText(part));
  if ('run' in part) return 'workflow.name';
  if ('status' in part) return 'workflow.status';
  return 'input' in part
    ? `inputs.parameters[${quoted(part.input)}]`
    : `workflow.parameters[${quoted(part.parameter)}]`;
}
