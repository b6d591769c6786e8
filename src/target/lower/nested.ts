import { defined } from '../../base/values/defined.ts';
import { termsOf } from '../../language/model/reads.ts';
import type {
  BatchWorkflow,
  Edge,
  Executor,
  ExitHandler,
  NestedRun,
  Notification,
  Register,
} from '../../language/model/model.ts';
import { both } from '../../language/reason/batch-steps.ts';
import { mapParts, within, type Term } from '../../language/types/term.ts';
import type { Context } from './context.ts';
import { nestedName, notificationName, registerName } from './names.ts';

/** The executors of a workflow with those of the workflows that are steps of it. */
export interface FlatWorkflow {
  readonly executors: readonly Executor[];
  readonly registers: readonly NamedRegister[];
  readonly exits: readonly ExitHandler[];
  readonly notifications: readonly NamedNotification[];
}
export interface NamedRegister extends Register {
  readonly name: string;
}

export interface NamedNotification extends Notification {
  readonly name: string;
}

/**
 * Puts nested workflows in the place of their steps. Their executors get the step's name before their own, and their params
 * become what the step gives them, so that all of a run shares one folder and one list of nodes. What they do at the end they
 * do at the end of the run.
 */
export function flatten(context: Context, workflow: BatchWorkflow): FlatWorkflow {
  const executors = [...workflow.executors];
  const registers = workflow.registers.map((register) => ({ ...register, name: registerName(register.model.name) }));
  const exits = [...workflow.exits];
  const notifications = workflow.notifications.map((one, index) => ({ ...one, name: notificationName(index) }));
  const places = new Map<string, Place>();
  for (const run of workflow.runs) {
    const inner = workflowOf(context, run);
    if (!inner) continue;
    const flat = flatten(context, inner);
    // What it says for all of its pods goes with them.
    const placed = (executor: Executor): Executor => ({
      ...executor,
      placement: { ...inner.placement, ...executor.placement },
    });
    const nested = flat.executors.map((executor) => nestExecutor(run, placed(executor)));
    const named = flat.registers.map((register) => ({
      ...register,
      name: nestedName(run.name, register.name),
      candidates: register.candidates.map((candidate) => nestedName(run.name, candidate)),
    }));
    exits.push(...flat.exits.map((exit) => nestExit(context, run, { ...exit, executor: placed(exit.executor) })));
    notifications.push(...flat.notifications.map((one) => ({ ...one, name: nestedName(run.name, one.name) })));
    executors.push(...nested);
    registers.push(...named);
    places.set(run.name, placeOf(run, flat.executors, nested, named));
  }
  if (places.size === 0) return { executors, registers, exits, notifications };
  return { executors: executors.map((executor) => resolved(executor, places)), registers, exits, notifications };
}

/** What stands in the place of a nested workflow, for what comes after it. */
interface Place {
  readonly run: NestedRun;
  /** The steps of which others wait for none. */
  readonly last: readonly string[];
  /** Those by whose failure it has failed: not candidates, of which one is enough, nor those of which the failure alone is waited for. */
  readonly needed: readonly string[];
  /** All of its steps run where it does, and nothing has failed. */
  readonly isWhole: boolean;
}

function placeOf(
  run: NestedRun,
  own: readonly Executor[],
  nested: readonly Executor[],
  registers: readonly NamedRegister[],
): Place {
  const candidates = registers.flatMap((register) => register.candidates);
  const edges = nested.flatMap(({ after }) => after);
  const waitedFor = new Set([...edges.flatMap(({ steps }) => steps), ...candidates]);
  const waitedBy = (...states: readonly Edge['state'][]): string[] =>
    edges.flatMap(({ steps, state }) => (states.includes(state) ? steps : []));
  const missed = new Set(waitedBy('succeeded', 'unfailed'));
  const seenTo = new Set([...waitedBy('failed').filter((name) => !missed.has(name)), ...candidates]);
  const [names, named] = [nested, registers].map((steps) => steps.map(({ name }) => name));
  return {
    run,
    last: [...(names ?? []).filter((name) => !waitedFor.has(name)), ...(named ?? [])],
    needed: [...(names ?? []).filter((name) => !seenTo.has(name)), ...(named ?? [])],
    isWhole: own.every(({ condition, after }) => !condition && after.every(({ state }) => state === 'succeeded')),
  };
}

/** A step that waits for steps alone. What comes after a workflow within is left out where that was, not where a step of it was. */
function resolved(executor: Executor, places: ReadonlyMap<string, Place>): Executor {
  const after: Edge[] = [];
  let { condition } = executor;
  const open = [...executor.after];
  const seen = new Set<string>();
  for (let edge = open.shift(); edge; edge = open.shift()) {
    const { state, steps } = edge;
    const key = `${state} ${steps.join(' ')}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const place = places.get(steps[0] ?? '');
    if (!place) after.push(edge);
    else if (state === 'failed') after.push({ steps: place.needed, state });
    else if (state === 'ended' || place.isWhole) open.unshift(...place.last.map((step) => ({ steps: [step], state })));
    else {
      open.unshift(...place.run.after, ...place.needed.map((step): Edge => ({ steps: [step], state: 'unfailed' })));
      condition = both(place.run.condition, condition);
    }
  }
  return defined({ ...executor, after, condition });
}

const workflowOf = ({ model }: Context, { workflow }: NestedRun): BatchWorkflow | undefined =>
  model.batch.get(workflow.id);

function nestExecutor(run: NestedRun, executor: Executor): Executor {
  const renamed = (name: string): string => nestedName(run.name, name);
  const inside = (term: Term): Term => {
    if (term.op === 'local') return run.arguments.get(term.name) ?? term;
    const parts = mapParts(term, inside);
    return parts.op === 'output' || parts.op === 'stored' || parts.op === 'value'
      ? { ...parts, executor: renamed(parts.executor) }
      : parts;
  };
  const stored = <T extends { readonly path: Term; readonly key: Term }>(file: T): T => ({
    ...file,
    path: inside(file.path),
    key: inside(file.key),
  });
  const condition = both(run.condition, executor.condition && inside(executor.condition));
  const after = executor.after.map(({ steps, state }): Edge => ({ steps: steps.map(renamed), state }));
  return defined({
    ...executor,
    name: renamed(executor.name),
    args: executor.args.map((argument) => ({ ...argument, value: inside(argument.value) })),
    environment: executor.environment.map((variable) => ({ ...variable, value: inside(variable.value) })),
    after: after.some(({ state }) => state === 'succeeded') ? after : [...after, ...run.after],
    loops: executor.loops.map((loop) => ({ ...loop, over: inside(loop.over) })),
    condition: condition,
    values: executor.values.map((value) => ({ ...value, path: inside(value.path) })),
    outputs: new Map([...executor.outputs].map(([output, term]) => [output, inside(term)])),
    stored: executor.stored.map(stored),
    inputs: executor.inputs.map(stored),
  });
}

/** A step for the end of the run cannot be given what steps of the run leave, which may be gone. */
function nestExit(
  context: Context,
  { condition: _, ...run }: NestedRun,
  { executor, ...on }: ExitHandler,
): ExitHandler {
  const nested = nestExecutor({ ...run, after: [] }, executor);
  const gone = termsOf(nested)
    .flatMap(within)
    .find(({ op }) => op === 'value' || op === 'stored');
  if (gone) {
    const labels = [{ span: executor.span, text: 'this runs at the end, whatever happened' }];
    const parameters = { step: executor.name, workflow: run.workflow.name };
    context.reporter.report('gone-at-end', gone.span, parameters, { labels });
  }
  return { executor: nested, ...on };
}
