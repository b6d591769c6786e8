import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { agentsIn, type Model } from '../model/model.ts';
import { hasTrait } from '../reason/range.ts';
import { termText } from '../types/print-term.ts';
import type { ModelReference } from '../types/reference.ts';
import { partsOf, within, type Term } from '../types/term.ts';
import { placeIn } from './place.ts';

/** Scores of two models, set beside each other: which of them is greater says nothing of either. */
export function findScoresApart(model: Model, reporter: Reporter): void {
  for (const agent of agentsIn(model)) {
    for (const strategy of agent.strategies) {
      const { constraint } = strategy;
      const apart = constraint && modelsIn(constraint).length > 1 ? apartIn(constraint) : undefined;
      if (!apart) continue;
      const { term, models } = apart;
      const { span, labels } = placeIn(agent, strategy, term.span);
      const [first, second] = models.map(({ name, better }) => ({ name, metric: better?.metric ?? '' }));
      if (!first || !second) continue;
      reporter.report('scores-apart', span, { text: termText(term), first, second }, { labels });
    }
  }
}

/** The smallest part that compares scores of two models, or takes one from the other. */
function apartIn(term: Term): { readonly term: Term; readonly models: readonly ModelReference[] } | undefined {
  for (const part of partsOf(term)) {
    const found = apartIn(part);
    if (found) return found;
  }
  if (!('left' in term) || term.op === 'and' || term.op === 'or') return undefined;
  const models = modelsIn(term);
  return models.length > 1 ? { term, models } : undefined;
}

const modelsIn = (term: Term): readonly ModelReference[] => [
  ...new Map(scoredIn(term).map((each) => [each.id, each])).values(),
];

/** The models of which versions are scored in it. */
const scoredIn = (term: Term): ModelReference[] =>
  within(term).flatMap((part) =>
    part.op === 'reading' && hasTrait(part, 'score')
      ? [...part.use.fields.values()].flatMap(within).flatMap((each) => (each.op === 'version' ? [each.model] : []))
      : [],
  );
