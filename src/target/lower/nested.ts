import { defined } from '../../base/values/defined.ts';
import { termsOf } from '../../language/model/reads.ts';
import type {
  BatchWorkflow,
  Executor,
  ExitHandler,
  NestedRun,
  Notification,
  Register,
} from '../../language/model/model.ts';
import { mapParts, within, type Term } from '../../language/types/term.ts';
import { Bool } from '../../language/types/type.ts';
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
  const ends = new Map<string, readonly string[]>();
  for (const run of workflow.runs) {
    const inner = workflowOf(context, run);
    if (!inner) continue;
    const flat = flatten(context, inner);
    const nested = flat.executors.map((executor) => nestExecutor(run, executor));
    const named = flat.registers.map((register) => ({
      ...register,
      name: nestedName(run.name, register.name),
      candidates: register.candidates.map((candidate) => nestedName(run.name, candidate)),
    }));
    exits.push(...flat.exits.map((exit) => nestExit(context, run, exit)));
    notifications.push(...flat.notifications.map((one) => ({ ...one, name: nestedName(run.name, one.name) })));
    executors.push(...nested);
    registers.push(...named);
    const waitedFor = new Set([
      ...nested.flatMap(({ after }) => after),
      ...named.flatMap(({ candidates }) => candidates),
    ]);
    const last = nested.map(({ name }) => name).filter((name) => !waitedFor.has(name));
    ends.set(run.name, [...last, ...named.map(({ name }) => name)]);
  }
  if (ends.size === 0) return { executors, registers, exits, notifications };
  const resolve = (after: readonly string[]): string[] => [
    ...new Set(after.flatMap((name) => (ends.has(name) ? resolve(ends.get(name) ?? []) : [name]))),
  ];
  const resolved = executors.map((executor) => ({ ...executor, after: resolve(executor.after) }));
  return { executors: resolved, registers, exits, notifications };
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
  return defined({
    ...executor,
    name: renamed(executor.name),
    args: executor.args.map((argument) => ({ ...argument, value: inside(argument.value) })),
    environment: executor.environment.map((variable) => ({ ...variable, value: inside(variable.value) })),
    after: executor.after.length > 0 ? executor.after.map(renamed) : run.after,
    loops: executor.loops.map((loop) => ({ ...loop, over: inside(loop.over) })),
    condition: condition,
    values: executor.values.map((value) => ({ ...value, path: inside(value.path) })),
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

const both = (first: Term | undefined, second: Term | undefined): Term | undefined =>
  first && second ? { op: 'and', left: first, right: second, type: Bool, span: first.span } : (first ?? second);
