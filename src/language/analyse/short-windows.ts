import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { formatDuration } from '../../base/values/quantity.ts';
import { agentsIn, type Model } from '../model/model.ts';
import { lookSeconds } from '../reason/looks.ts';
import { windowOf } from '../reason/window.ts';
import { termText } from '../types/print-term.ts';
import { within, type Term } from '../types/term.ts';
import { placeIn } from './place.ts';

/**
 * Of what happens between two looks a strategy sees what its windows reach back to. What lies before them is seen by none of its looks.
 * Where a sensor has its window by itself, a rate or a share is taken for how things are now; a number of events is not.
 */
export function findShortWindows(model: Model, reporter: Reporter): void {
  for (const agent of agentsIn(model)) {
    for (const strategy of agent.strategies) {
      const { trigger, constraint } = strategy;
      const interval = lookSeconds(trigger);
      if (!constraint || interval === undefined) continue;
      for (const part of within(constraint)) {
        const window = part.op === 'reading' ? windowOf(part) : undefined;
        if (!window || window.seconds >= interval || (window.isOwn && !isCount(part))) continue;
        const { span, labels } = placeIn(agent, strategy, part.span);
        const [over, every] = [formatDuration(window.seconds), formatDuration(interval)];
        const help = `let it reach back to the look before, as in ${window.form} ${every}, or look as often: every ${over}`;
        reporter.report('short-window', span, { reading: termText(part), over, every }, { labels, help });
      }
    }
  }
}

const isCount = ({ type }: Term): boolean => type.kind === 'quantity' && type.name === 'Count';
