import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { LABEL_LENGTH } from '../../base/values/label.ts';
import type { DeploymentPlan, TeamPlan } from '../plan/deployment-plan.ts';
import { containerName } from './program.ts';
import type { ComposedName } from './serving.ts';
import { servingOf } from './servings.ts';

/** `<template>-<time>` names the run, and `<run>-<step>-<hash>` its pods; Argo itself takes 63 for the template. */
const RUN_SUFFIX = 11;
/** `-<hash of up to 10>` */
const REVISION_SUFFIX = 11;
/** Names of templates and tasks (`workflowFieldMaxLength` in validate.go). */
const ARGO_STEP = 128;

/** Every name that is made of others is counted; one that is too long is reported where its own part is declared. */
export function checkNames(plan: DeploymentPlan, reporter: Reporter): void {
  for (const team of plan.teams) {
    for (const { what, name, limit, origin } of composedNames(team)) {
      if (name.length > limit) reporter.report('name-too-long', origin.span, { what, name, limit });
    }
  }
}

function* composedNames(team: TeamPlan): Generator<ComposedName> {
  yield { what: 'the namespace', name: team.namespace, limit: LABEL_LENGTH, origin: team.origin };
  for (const { objectName, origin, runs, executors, exits, registers, name: workflow } of team.batch) {
    // CronWorkflows may have 52 as well: their runs get the time behind their name (validate.go).
    const what = runs.schedule ? 'the CronWorkflow' : 'the WorkflowTemplate of a run';
    yield { what, name: objectName, limit: LABEL_LENGTH - RUN_SUFFIX, origin };
    // Only those of a workflow within another are composed.
    for (const { name, origin: own } of [...executors, ...exits.map(({ executor }) => executor)]) {
      yield { what: 'the label of the step', name, limit: LABEL_LENGTH, origin: own };
    }
    for (const { name, origin: own } of registers) yield { what: 'the step', name, limit: ARGO_STEP, origin: own };
    for (const { name, gang, origin: own } of executors) {
      // A pod of a job is called <job>-<task>-<index>, and the job's own name ends in five letters.
      if (gang)
        yield {
          what: 'a pod of the job',
          name: `${workflow}-${name}-xxxxx-worker-999`,
          limit: LABEL_LENGTH,
          origin: own,
        };
    }
  }
  for (const online of team.online) {
    yield* servingOf(team.serving).composedNames(online);
    const { names, origin } = online;
    // The last one's is the longest.
    const name = names.autoscalers.at(-1)?.name ?? '';
    yield { what: 'the autoscaler', name, limit: LABEL_LENGTH, origin };
    const { detector } = online;
    if (detector) {
      const own = detector.service.origin;
      yield { what: 'the Deployment of the detector', name: detector.objectName, limit: LABEL_LENGTH, origin: own };
    }
  }
  for (const agent of team.agents) {
    const { origin } = agent;
    // Its pod has a label with the revision of the StatefulSet, which ends in a hash.
    const suffix = team.platform.journal.kind === 'volume' ? REVISION_SUFFIX : 0;
    yield { what: 'the agent', name: agent.name, limit: LABEL_LENGTH - suffix, origin };
    for (const use of agent.endpoints) {
      if (use.placement !== 'sidecar') continue;
      const own = use.program.origin;
      yield { what: 'the container of the endpoint', name: containerName(use.name), limit: LABEL_LENGTH, origin: own };
    }
  }
}
