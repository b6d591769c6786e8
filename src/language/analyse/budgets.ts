import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { formatDuration, formatRatio } from '../../base/values/quantity.ts';
import { counted } from '../../base/values/words.ts';
import { spendingOf } from '../../contract/primitives/budget.ts';
import { countedKinds, countedWords, type CountedKind } from '../../contract/primitives/budget-kinds.ts';
import { isTooFar } from '../../contract/primitives/shares.ts';
import {
  actionsOf,
  agentsIn,
  type Action,
  type Agent,
  type Allowance,
  type Model,
  type ParallelAction,
  type PrimitiveAction,
} from '../model/model.ts';
import { countIn, mostOf } from '../reason/spending.ts';
import { placeIn } from './place.ts';

/** A budget that is less than one firing needs stops that strategy for ever; one that all strategies do not come to stops nothing. */
export function findBudgets(model: Model, reporter: Reporter): void {
  for (const agent of agentsIn(model)) {
    findSteps(model, agent, reporter);
    for (const kind of countedKinds) {
      const allowance = agent.budget[kind];
      if (!allowance) continue;
      findTooSmall(agent, kind, allowance, reporter);
      findOutOfReach(agent, kind, allowance, reporter);
    }
  }
}

function findTooSmall(agent: Agent, kind: CountedKind, { count, seconds, span }: Allowance, reporter: Reporter): void {
  for (const strategy of agent.strategies) {
    const needs = countIn(strategy.actions, kind);
    if (needs <= count) continue;
    const place = placeIn(agent, strategy, strategy.span);
    const parameters = {
      strategy: strategy.name,
      needs: told(kind, needs),
      budget: `${told(kind, count)} within ${formatDuration(seconds)}`,
    };
    const labels = [...place.labels, { span, text: 'this is the budget' }];
    reporter.report('budget-too-small', place.span, parameters, { labels });
  }
}

function findOutOfReach(
  agent: Agent,
  kind: CountedKind,
  { count, seconds, span }: Allowance,
  reporter: Reporter,
): void {
  const { most } = mostOf(agent, kind, seconds);
  // What a template says is for all agents that extend it.
  const isOwn = span.path === agent.whole.path && agent.whole.start <= span.start && span.end <= agent.whole.end;
  if (!isOwn || most >= count) return;
  const help =
    most === 0 ? undefined : `budget ${kind} ${String(most)} per ${formatDuration(seconds)} is what they come to`;
  const parameters = { most: told(kind, most), time: formatDuration(seconds) };
  reporter.report('budget-out-of-reach', span, parameters, help === undefined ? {} : { help });
}

/** What an action may move at once has to come to the share that it gives from one that is there, at first none. */
function findSteps(model: Model, agent: Agent, reporter: Reporter): void {
  const { traffic } = agent.budget;
  if (!traffic) return;
  for (const strategy of agent.strategies) {
    for (const action of actionsOf(strategy).filter(isTraffic)) {
      const share = shareOf(action);
      const known = share === undefined ? undefined : sharesOf(model, action);
      if (share === undefined || share === 0 || !known) continue;
      const others = known.filter((each) => each !== share);
      const from = others.reduce((best, each) => (Math.abs(each - share) < Math.abs(best - share) ? each : best), 0);
      if (!isTooFar(Math.abs(share - from), traffic.share)) continue;
      const place = placeIn(agent, strategy, action.span);
      const parameters = {
        share: formatRatio(Math.abs(share - from)),
        from: formatRatio(from),
        step: formatRatio(traffic.share),
      };
      const labels = [...place.labels, { span: traffic.span, text: 'this is the budget' }];
      reporter.report('budget-step', place.span, parameters, { labels });
    }
  }
}

type SimpleAction = Exclude<Action, ParallelAction>;

const isTraffic = (action: SimpleAction): action is PrimitiveAction =>
  action.kind === 'primitive' && spendingOf(action.primitive.key) === 'traffic';

/** What a primitive gives the backup, where that is known beforehand. */
function shareOf({ arguments: given }: PrimitiveAction): number | undefined {
  const share = given.get('backup');
  return share?.op === 'constant' && typeof share.value === 'number' ? share.value : undefined;
}

/** All shares that the backup of a workflow is given by somebody; undefined where one of them is not known. */
function sharesOf(model: Model, { target }: PrimitiveAction): readonly number[] | undefined {
  const shares = agentsIn(model)
    .flatMap(({ strategies }) => strategies.flatMap(actionsOf))
    .filter(isTraffic)
    .filter((each) => each.target?.id === target?.id && each.arguments.has('backup'))
    .map(shareOf);
  return shares.includes(undefined) ? undefined : [0, ...shares.flatMap((share) => share ?? [])];
}

const told = (kind: CountedKind, count: number): string => counted(count, ...countedWords[kind]);
