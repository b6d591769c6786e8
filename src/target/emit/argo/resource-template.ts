import type { BatchPlan, ExecutorPlan, GangPlan, TeamPlan, Text } from '../../plan/deployment-plan.ts';
import { kubeletText } from '../containers.ts';
import type { JobMaker } from '../job.ts';
import type { Draft } from '../object.ts';
import { inputsOf, retryStrategy } from './executor-template.ts';
import { quoted } from './formula.ts';
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
  const expressions: string[] = [];
  const written = (text: Text): string => {
    if (text.every((part) => typeof part === 'string') && !text.join('').includes('{{'))
      return kubeletText(text.join(''));
    expressions.push(`{{=toJson(${text.map(partText).join(' + ')})}}`);
    return `${PLACE}${String(expressions.length - 1)}${PLACE}`;
  };
  const job = makeJob(team, plan, executor, gang, { written, run: '{{workflow.name}}' });
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
    inputs: inputsOf(executor),
    activeDeadlineSeconds: executor.timeoutSeconds === undefined ? undefined : Math.ceil(executor.timeoutSeconds),
    retryStrategy: executor.retry && retryStrategy(executor.retry),
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
