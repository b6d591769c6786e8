import { Bool } from '../types/type.ts';
import { within, type Term } from '../types/term.ts';
import type { TypedParameter } from '../types/parameter.ts';
import type { BatchWorkflow, Edge, Executor, Model, PrimitiveAction } from '../model/model.ts';
import { termsOf } from '../model/reads.ts';
import { valueOf } from './constant.ts';

/** An executor by the name that it has in a run: those of a workflow within have the name of its step before their own. */
export interface Step {
  readonly name: string;
  /** The steps of which it is a part, outermost first: what is said of one of them is said of it. */
  readonly within: readonly string[];
  readonly executor: Executor;
  /** It runs at the end, whatever happened. */
  readonly isFinal: boolean;
}

/** All executors of a run. A circle of workflows was reported. */
export function stepsOf(model: Model, workflow: BatchWorkflow, outer: readonly BatchWorkflow[] = []): readonly Step[] {
  if (outer.includes(workflow)) return [];
  const step = (executor: Executor, isFinal: boolean): Step => ({ name: executor.name, within: [], executor, isFinal });
  return [
    ...workflow.executors.map((executor) => step(executor, false)),
    ...workflow.exits.map(({ executor }) => step(executor, true)),
    ...workflow.runs.flatMap((run) => {
      const inner = model.batch.get(run.workflow.id);
      const steps = inner ? stepsOf(model, inner, [...outer, workflow]) : [];
      const named = (name: string): string => `${run.name}-${name}`;
      return steps.map((one) => ({ ...one, name: named(one.name), within: [run.name, ...one.within.map(named)] }));
    }),
  ];
}

/** The executors that a name stands for: one, or all of a workflow within. */
export const stepsCalled = (model: Model, workflow: BatchWorkflow, name: string): readonly Step[] =>
  stepsOf(model, workflow).filter((step) => step.name === name || step.within.includes(name));

/**
 * The params of a batch workflow that may be meant by an upgrade to this version: those that take a version and do not have one of
 * another model. Exactly one is right.
 */
export function paramsFor({ parameters }: BatchWorkflow, version: Term): readonly TypedParameter[] {
  const taking = parameters.filter(({ type, default: fallback }) => {
    const bare = type.kind === 'optional' ? type.of : type;
    if (bare.kind !== 'scalar' || bare.name !== 'ModelVersion') return false;
    return fallback?.op !== 'version' || version.op !== 'version' || fallback.model.id === version.model.id;
  });
  const ofModel = taking.filter((parameter) => parameter.default?.op === 'version');
  return version.op === 'version' && ofModel.length > 0 ? ofModel : taking;
}

/** The params of its workflow that an executor is given. */
export const paramsReadBy = (executor: Executor): ReadonlySet<string> =>
  new Set(
    termsOf(executor)
      .flatMap(within)
      .flatMap((term) => (term.op === 'local' ? [term.name] : [])),
  );

/** An image without its tag. */
export const repositoryOf = (image: string): string => image.replace(/(?::[^/@]*)?(?:@[^/]*)?$/, '');

/** The executor that an action names; undefined where it names none, or an event brings it. */
export function executorName({ arguments: given }: PrimitiveAction): string | undefined {
  const term = given.get('executor');
  const name = term && valueOf(term);
  return typeof name === 'string' ? name : undefined;
}

interface OrderedStep {
  readonly name: string;
  readonly after: readonly Edge[];
  readonly condition?: Term;
}

/** For each step all that end before it. Cycles end the walk; they are the business of the analyses. */
export const ancestorsOf = (steps: readonly OrderedStep[]): Map<string, ReadonlySet<string>> =>
  reachedBy(steps, () => true);

/** For each step those that have succeeded where it runs. */
export const requiredBy = (steps: readonly OrderedStep[]): Map<string, ReadonlySet<string>> =>
  reachedBy(steps, ({ state }) => state === 'succeeded');

function reachedBy(steps: readonly OrderedStep[], follows: (edge: Edge) => boolean): Map<string, ReadonlySet<string>> {
  const before = new Map(steps.map(({ name, after }) => [name, after.filter(follows).flatMap(({ steps: of }) => of)]));
  return new Map(
    steps.map(({ name: first }) => {
      const found = new Set<string>();
      const open = [...(before.get(first) ?? [])];
      for (let name = open.pop(); name !== undefined; name = open.pop()) {
        if (found.has(name)) continue;
        found.add(name);
        open.push(...(before.get(name) ?? []));
      }
      return [first, found];
    }),
  );
}

/** What holds where a step runs: its own condition, and those of the steps that have succeeded then. */
export function conditionWith(
  step: OrderedStep,
  required: ReadonlySet<string> | undefined,
  byName: ReadonlyMap<string, OrderedStep>,
): Term | undefined {
  const before = [...(required ?? [])].flatMap((name) => byName.get(name)?.condition ?? []);
  return [...before, ...(step.condition ? [step.condition] : [])].reduce<Term | undefined>(both, undefined);
}

/** Of what is absent each part holds. */
export const both = (left: Term | undefined, right: Term | undefined): Term | undefined =>
  left && right ? { op: 'and', left, right, type: Bool, span: left.span } : (left ?? right);
