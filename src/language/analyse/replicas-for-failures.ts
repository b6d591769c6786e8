import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { ownerOf } from '../reason/writers.ts';
import { agentsIn, type Agent, type Model, type PrimitiveAction, type Strategy } from '../model/model.ts';
import { hasTrait } from '../reason/range.ts';
import { regionOf } from '../reason/region.ts';
import { termKey } from '../reason/term-key.ts';
import { writesOf } from '../reason/writes.ts';
import { within, type Term } from '../types/term.ts';
import { placeIn } from './place.ts';

/** More replicas give the same wrong answers. What else a strategy does may mend them. */
export function findReplicasForFailures(model: Model, reporter: Reporter): void {
  for (const agent of agentsIn(model)) {
    for (const strategy of agent.strategies) visit(agent, strategy, reporter);
  }
}

function visit(agent: Agent, strategy: Strategy, reporter: Reporter): void {
  const { constraint, actions } = strategy;
  const owner = ownerOf(agent, strategy);
  const writes = writesOf(actions, owner);
  const [write] = writes;
  if (!constraint || !write || writes.length < actions.length || writes.some(({ step }) => step !== 1)) return;
  const { action } = write;
  if (action.kind !== 'primitive') return;
  const boxes = regionOf(constraint, owner, 'true');
  const reading = within(constraint).find((term) => {
    if (!hasTrait(term, 'failures') || !reads(term, action)) return false;
    const numbers = boxes.map((box) => box.get(termKey(term, owner))?.numbers ?? []);
    return numbers.every((each) => each.length > 0 && each.every(({ low, lowIn }) => low > 0 || !lowIn));
  });
  if (!reading || boxes.length === 0) return;
  const { span, labels } = placeIn(agent, strategy, action.span);
  const cause = { span: constraint.span, text: 'these are answers that went wrong, not answers that were late' };
  reporter.report(
    'replicas-for-failures',
    span,
    { workflow: action.target?.name ?? '' },
    {
      labels: [...labels, ...(labels.length > 0 ? [] : [cause])],
      help: 'take back the version that fails with upgradeWorkflow, or send requests to a backup with updateWorkflowTraffic',
    },
  );
}

/** Whether the reading is of the workflow that is acted on. */
const reads = (term: Term, { target }: PrimitiveAction): boolean =>
  within(term).some((part) => part.op === 'workflow' && part.workflow.id === target?.id);
