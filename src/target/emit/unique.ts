import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import type { DeploymentPlan, Origin, TeamPlan } from '../plan/deployment-plan.ts';
import { ENOUGH, ENTRYPOINT, EXIT } from './argo/names.ts';
import type { ManifestFile } from './manifest.ts';
import { originFinder } from './origins.ts';
import { servingOf } from './servings.ts';

/** Two objects of one kind and name would overwrite each other, and so would one of ours and one that a system makes. */
export function checkUnique(files: readonly ManifestFile[], plan: DeploymentPlan, reporter: Reporter): void {
  const originOf = originFinder(plan);
  const seen = new Map<string, Origin>(plan.teams.flatMap(derived));
  for (const { objects } of files) {
    for (const object of objects) {
      const { apiVersion, kind, metadata } = object;
      const { name, namespace = '' } = metadata;
      const key = `${apiVersion} ${kind} ${namespace}/${name}`;
      const origin = originOf(object);
      if (seen.has(key) && origin) {
        const first = seen.get(key);
        const labels = first ? [{ span: first.span, text: 'the first comes from here' }] : [];
        reporter.report('object-twice', origin.span, { kind, name, namespace }, { labels });
      }
      if (!seen.has(key) && origin) seen.set(key, origin);
    }
  }
}

/** What the serving system itself makes, with the workflow that it makes it for. */
const derived = ({ namespace, online, serving }: TeamPlan): (readonly [key: string, origin: Origin])[] =>
  online.flatMap((plan) =>
    servingOf(serving)
      .derived(namespace, plan)
      .map((key) => [key, plan.origin] as const),
  );

/** Within a WorkflowTemplate names of the source meet names that are made here. */
export function checkTemplates(plan: DeploymentPlan, reporter: Reporter): void {
  for (const workflowPlan of plan.teams.flatMap(({ batch }) => batch)) {
    const { name: workflow, origin, parameters, registers, notifications, parts, folder } = workflowPlan;
    const executors = [...workflowPlan.executors, ...workflowPlan.exits.map(({ executor }) => executor)];
    const templates = new Set([ENTRYPOINT, EXIT, ...parts.map(({ name }) => name), ENOUGH]);
    for (const { name, origin: own } of [...executors, ...registers, ...notifications]) {
      if (templates.has(name)) reporter.report('template-name-twice', own.span, { what: 'steps', name, workflow });
      templates.add(name);
    }
    const known = new Set(executors.flatMap(({ holes }) => holes.map(({ parameter }) => parameter)));
    if (folder !== undefined) known.add(folder);
    for (const { name } of parameters) {
      if (known.has(name)) reporter.report('template-name-twice', origin.span, { what: 'parameters', name, workflow });
      known.add(name);
    }
    for (const { name, default: value = '' } of parameters) {
      if (value.includes('{{')) reporter.report('braces-in-default', origin.span, { name, workflow });
    }
  }
}
