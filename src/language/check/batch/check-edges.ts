import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type { Edge, EdgeState, Executor, NestedRun } from '../../model/model.ts';
import { conditionWith, requiredBy } from '../../reason/batch-steps.ts';
import { areApart } from '../../reason/implies.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { withoutEdge } from './edge-fixes.ts';

type DeclaredStep = syntax.Executor | syntax.NestedRun;

const states: readonly EdgeState[] = ['succeeded', 'failed', 'ended'];

/** What a step waits for. Without a state success is meant; a state that there is not is told. */
export function edgesOf(reporter: Reporter, after: readonly syntax.Edge[]): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { name, state } of after) {
    const known = state === undefined ? 'succeeded' : states.find((one) => one === state.text);
    if (state && !known && state.text !== '') {
      const details = didYouMean(state.text, closest(state.text, states), state.span);
      const parameters = { clause: `what becomes of ${name.text}`, found: state.text, known: states };
      reporter.report('unknown-variant', state.span, parameters, details);
    }
    if (name.text !== '' && known) edges.set(`${name.text} ${known}`, { steps: [name.text], state: known });
  }
  return [...edges.values()];
}

/** Names behind `after` stand for other steps of the workflow. */
export function checkEdges(
  reporter: Reporter,
  workflow: string,
  step: DeclaredStep,
  steps: ReadonlyMap<string, DeclaredStep>,
): void {
  for (const [index, { name: of }] of step.after.entries()) {
    const { text: name, span } = of;
    if (name === '') continue;
    if (name === step.name.text) reporter.report('self-edge', span, { name }, withoutEdge(step.after, index));
    else if (!steps.has(name)) {
      const others = [...steps.keys()].filter((other) => other !== step.name.text);
      const meant = closest(name, others);
      const details = didYouMean(name, meant, span);
      reporter.report('unknown-node', span, { name, what: 'executor', of: `the workflow ${workflow}` }, details);
    }
  }
}

/** A step after two of which one at most runs would never run. */
export function checkMeetings(
  reporter: Reporter,
  steps: readonly (Executor | NestedRun)[],
  declared: ReadonlyMap<string, DeclaredStep>,
): void {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const required = requiredBy(steps);
  const conditionOf = (name: string): ReturnType<typeof conditionWith> => {
    const step = byName.get(name);
    return step && conditionWith(step, required.get(name), byName);
  };
  for (const step of steps) {
    const edges = declared.get(step.name)?.after ?? [];
    const waited = edges.flatMap((edge) => {
      const condition =
        edge.state === undefined || edge.state.text === 'succeeded' ? conditionOf(edge.name.text) : undefined;
      return condition ? [{ edge, condition }] : [];
    });
    const [first, second] =
      waited
        .flatMap((one, index) => waited.slice(index + 1).map((other) => [one, other] as const))
        .find(([one, other]) => areApart(one.condition, other.condition)) ?? [];
    if (!first || !second) continue;
    const names = [first, second].map(({ edge }) => edge.name.text);
    const span = { ...first.edge.span, end: second.edge.span.end };
    const places = edges.flatMap((edge) =>
      edge === first.edge || edge === second.edge ? [`${edge.name.text}.ended`] : [],
    );
    const help = `to run it after whichever of them ran: after ${places.join(', ')}`;
    const labels = names.flatMap((name) => {
      const found = byName.get(name);
      return found ? [{ span: found.span, text: `${name} is left out where the other runs` }] : [];
    });
    reporter.report(
      'never-meet',
      span,
      { step: step.name, first: names[0] ?? '', second: names[1] ?? '' },
      { help, labels },
    );
  }
}
