import { defined } from '../../base/values/defined.ts';
import type { Fix, Label, Reporter } from '../../base/diagnostics/diagnostic.ts';
import { conflictsOf, isFiring, isOrdered, priorityOf, type Conflict } from '../reason/conflicts.ts';
import { agentsIn, type BranchName, type Model } from '../model/model.ts';
import type { Span } from '../../base/source/source.ts';
import { writersIn, type Writer } from '../reason/writers.ts';
import { witnessOf, type Witnessed } from '../reason/witness.ts';
import { exampleOf } from './witness.ts';
import { placeIn } from './place.ts';

/** Strategies that fight over one field want an order, or constraints that exclude each other. */
export function findConflicts(model: Model, reporter: Reporter): void {
  const unordered = conflictsOf(agentsIn(model), writersIn(model)).filter((each) => !isOrdered(each));
  const byPlace = new Map<string, Found[]>();
  for (const conflict of unordered) {
    const { path, start } = placeOf(conflict.second).span;
    const { where, first, second } = conflict;
    const found = { ...conflict, witness: witnessOf(where, [...first.conditions, ...second.conditions]) };
    const key = `${path} ${String(start)} ${String(found.witness !== undefined)}`;
    const known = byPlace.get(key);
    if (known) known.push(found);
    else byPlace.set(key, [found]);
  }
  for (const conflicts of byPlace.values()) report(conflicts, reporter);
}

/** With an instant at which both act, where one was found. */
type Found = Conflict & { readonly witness: Witnessed | undefined };

const placeOf = ({ agent, strategy }: Writer): ReturnType<typeof placeIn> => placeIn(agent, strategy, strategy.span);

/**
 * All that a strategy fights with, at its name: its actions may stand in a template that others use too. Strategies of one
 * template that an agent extends share the agent's name as their place: the first of them is told, and the others are shown.
 */
function report(all: readonly Found[], reporter: Reporter): void {
  const [conflict] = all;
  if (!conflict) return;
  const { second } = conflict;
  const conflicts = unique(
    all.filter((each) => each.second.strategy === second.strategy),
    ({ first }) => first.strategy,
  );
  const elsewhere = all.filter((each) => each.second.strategy !== second.strategy);
  const names = conflicts.map(({ first }) => nameOf(first, second));
  const example = conflict.witness && exampleOf(conflict.witness);
  const constraint = second.strategy.constraint ?? conflict.first.strategy.constraint;
  const labels: readonly (Label | undefined)[] = [
    ...conflicts.map(({ first }) => labelOf(first, second)),
    labelOf(second, second),
    ...elsewhere.flatMap((each) => [labelOf(each.first, second), labelOf(each.second, second)]),
    example === undefined || !constraint
      ? undefined
      : { span: constraint.span, text: `both come together for example where ${example}` },
  ];
  const fix = conflicts.length === 1 ? fixOf(conflict) : undefined;
  reporter.report(
    conflict.witness ? 'conflict' : 'undecided-conflict',
    placeOf(second).span,
    {
      name: second.strategy.name,
      others: names,
      what: second.write.what,
      told: [second.write.told, conflict.first.write.told],
    },
    defined({
      labels: unique(
        labels.flatMap((label) => label ?? []),
        ({ span, text }) => `${span.path} ${String(span.start)} ${text}`,
      ),
      help: helpFor(conflicts),
      fix,
    }),
  );
}

function unique<T>(items: readonly T[], keyOf: (item: T) => unknown): readonly T[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const key = keyOf(item);
    return !seen.has(key) && seen.add(key);
  });
}

const nameOf = ({ agent, strategy }: Writer, beside: Writer): string =>
  agent === beside.agent ? strategy.name : `${agent.name}.${strategy.name}`;

const branchWords: Readonly<Record<BranchName, string>> = {
  then: '',
  else: ', behind ELSE',
  unknown: ', where its constraint is unknown',
  failure: ', after a failure',
};

/** Where a strategy writes, or makes the call that leads there. */
function labelOf(writer: Writer, beside: Writer): Label {
  const { write, through, branch } = writer;
  const [step] = through;
  const name = nameOf(writer, beside);
  const span: Span = step?.call.span ?? write.action.span;
  const does = step ? `calls for ${write.what} to change ${write.told}` : `changes it ${write.told}`;
  return { span, text: `${name} ${does} here${branchWords[branch]}` };
}

function helpFor(conflicts: readonly Conflict[]): string {
  const apart = 'let their constraints exclude each other';
  if (conflicts.some(({ first, second }) => first.agent !== second.agent))
    return `agents do not wait for each other: let one agent have them and give it priorities, or ${apart}`;
  const loose = conflicts.flatMap(({ first, second }) => [second, first]).find((writer) => !isFiring(writer));
  if (loose?.branch === 'else')
    return `a priority orders what stands behind THEN, not ELSE: make a strategy of its own of that, with a priority, or ${apart}`;
  if (loose) return `a priority orders what stands behind THEN, not \`when unknown\`: ${apart}`;
  const [conflict] = conflicts;
  const own = conflict?.first.strategy.modifiers.priority;
  if (own !== undefined && own === conflict?.second.strategy.modifiers.priority)
    return `both have priority ${String(own)}: give one of them a larger one, or ${apart}`;
  return `say which of them goes first, as in priority 10 before WHEN, or ${apart}`;
}

/** The one that asks for something before it acts is more likely the one that matters; both may be. */
function fixOf({ first, second }: Conflict): Fix | undefined {
  if (first.agent !== second.agent || !isFiring(first) || !isFiring(second)) return undefined;
  const ordered = second.strategy.constraint && !first.strategy.constraint ? [second, first] : [first, second];
  const chosen = ordered.find(
    ({ strategy }) => strategy.beforeWhen !== undefined && strategy.modifiers.priority === undefined,
  );
  const span = chosen?.strategy.beforeWhen;
  if (!chosen || !span) return undefined;
  const larger = Math.max(priorityOf(first), priorityOf(second)) + 10;
  return { span, text: `priority ${String(larger)} `, unsure: true };
}
