import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import type { Span } from '../../base/source/source.ts';
import { formatDuration } from '../../base/values/quantity.ts';
import { agentsIn, type Model } from '../model/model.ts';
import { windowOf } from '../reason/window.ts';
import { within, type Term } from '../types/term.ts';
import { placeIn } from './place.ts';

/** Samples that a rate wants, so that one that is late or lost does not leave it without: Prometheus' own advice. */
const SAMPLES = 4;

/** Seconds; as often as most that scrape often do. What a platform's Prometheus does is not said in the sources. */
const SCRAPED = 15;

/** Windows in which Prometheus has nothing, or too little to make a rate of. */
export function findFewSamples(model: Model, reporter: Reporter): void {
  for (const agent of agentsIn(model))
    for (const strategy of agent.strategies)
      if (strategy.constraint) visit(strategy.constraint, (span) => placeIn(agent, strategy, span), reporter);
  for (const { scale } of model.online.values())
    if (scale?.kind === 'sensor') visit(scale.on, (span) => ({ span, labels: [] }), reporter);
}

function visit(term: Term, placeOf: (span: Span) => ReturnType<typeof placeIn>, reporter: Reporter): void {
  for (const part of within(term)) {
    const window = part.op === 'reading' && part.use.source === 'prometheus' ? windowOf(part) : undefined;
    if (!window || window.seconds >= SAMPLES * SCRAPED) continue;
    const { span, labels } = placeOf(part.span);
    const enough = window.seconds / SAMPLES;
    const [over, scraped] = [formatDuration(window.seconds), formatDuration(enough < 1 ? enough : Math.floor(enough))];
    const help = `give it more time, as in ${window.form} ${formatDuration(SAMPLES * SCRAPED)}`;
    reporter.report('few-samples', span, { over, scraped }, { labels, help });
  }
}
