import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { ownerOf } from '../reason/writers.ts';
import { agentsIn, type Agent, type Model, type Strategy } from '../model/model.ts';
import { hasTrait } from '../reason/range.ts';
import { termKey } from '../reason/term-key.ts';
import { argumentOf, writesOf } from '../reason/writes.ts';
import { termText } from '../types/print-term.ts';
import { type Term, within } from '../types/term.ts';
import { ModelVersion } from '../types/type.ts';
import { placeIn } from './place.ts';

/** A strategy that promotes the version of which its constraint says that its score is the worse one. */
export function findPromotesWorse(model: Model, reporter: Reporter): void {
  for (const agent of agentsIn(model)) {
    for (const strategy of agent.strategies) visit(agent, strategy, reporter);
  }
}

function visit(agent: Agent, strategy: Strategy, reporter: Reporter): void {
  const { constraint } = strategy;
  if (!constraint) return;
  const owner = ownerOf(agent, strategy);
  for (const { action } of writesOf(strategy.actions, owner)) {
    if (action.kind !== 'primitive') continue;
    const promoted = argumentOf(action, 'version');
    if (promoted?.op !== 'version') continue;
    const cause = comparisons(constraint).find(({ lesser, greater }) => {
      const isLower = promoted.model.better?.lower === true;
      return termKey(isLower ? greater : lesser, owner) === termKey(promoted, owner);
    });
    if (!cause) continue;
    const { better } = promoted.model;
    const { span, labels } = placeIn(agent, strategy, action.span);
    const parameters = {
      version: termText(promoted),
      metric: better?.metric ?? '',
      direction: better?.lower === true ? ('less' as const) : ('more' as const),
    };
    const label = { span: cause.term.span, text: 'which holds where its score is the worse one' };
    reporter.report('promotes-worse', span, parameters, { labels: labels.length > 0 ? labels : [label] });
  }
}

interface Comparison {
  readonly term: Term;
  readonly lesser: Term;
  readonly greater: Term;
}

/** The versions whose scores are compared, in each comparison that holds where the constraint does. */
function comparisons(term: Term): Comparison[] {
  switch (term.op) {
    case 'and':
      return [...comparisons(term.left), ...comparisons(term.right)];
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge': {
      const [left, right] = [scored(term.left), scored(term.right)];
      if (!left || !right) return [];
      const isLess = term.op === 'lt' || term.op === 'le';
      return [{ term, lesser: isLess ? left : right, greater: isLess ? right : left }];
    }
    default:
      return [];
  }
}

/** The version whose score it is; a margin, as in `score(m@latest) * 101%`, does not turn a comparison round. */
function scored(term: Term): Term | undefined {
  if (term.op === 'reading' && hasTrait(term, 'score'))
    return [...term.use.fields.values()].flatMap(within).find(({ type }) => type === ModelVersion);
  if (term.op === 'add' || term.op === 'multiply') return scored(term.left) ?? scored(term.right);
  return term.op === 'subtract' || term.op === 'divide' ? scored(term.left) : undefined;
}
