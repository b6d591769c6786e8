import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import {
  agentsIn,
  branchesOf,
  givenTo,
  simpleActions,
  type Action,
  type Model,
  type ParallelAction,
} from '../model/model.ts';
import { valueOf } from '../reason/constant.ts';
import { promotionOf } from '../reason/writes.ts';
import { termText } from '../types/print-term.ts';
import { within, type Term } from '../types/term.ts';
import { placeIn } from './place.ts';

type Version = Extract<Term, { op: 'version' }>;

type SimpleAction = Exclude<Action, ParallelAction>;

interface Moved {
  readonly version: Term;
  readonly alias: string;
}

/**
 * An alias that is read behind the action that moves it, in the same block. All that a strategy does has the values of its
 * decision, so the alias still is what it was before.
 */
export function findStaleAliases(model: Model, reporter: Reporter): void {
  for (const agent of agentsIn(model)) {
    for (const strategy of agent.strategies) {
      for (const { actions } of branchesOf(strategy)) {
        const moved: Moved[] = [];
        for (const action of actions) {
          for (const read of simpleActions([action]).flatMap(versionsIn)) {
            const promotion = moved.find((each) => isMovedBy(read, each));
            if (!promotion) continue;
            const { span, labels } = placeIn(agent, strategy, read.span);
            const now = termText(promotion.version);
            const help = `name the version that has the alias then: ${now}`;
            const fix = labels.length === 0 ? { span, text: now } : undefined;
            const details = fix ? { labels, help, fix } : { labels, help };
            reporter.report('stale-alias', span, { read: termText(read), alias: promotion.alias }, details);
          }
          moved.push(...simpleActions([action]).flatMap(movedBy));
        }
      }
    }
  }
}

/** Of which model a version is that an event brings is not known: then it may be that of the alias. */
const isMovedBy = ({ model, version }: Version, { version: to, alias }: Moved): boolean =>
  version === alias && (to.op !== 'version' || to.model.id === model.id);

function movedBy(action: SimpleAction): Moved[] {
  const promotion = promotionOf(action);
  const alias = promotion && valueOf(promotion.alias);
  return promotion && typeof alias === 'string' ? [{ version: promotion.version, alias }] : [];
}

const versionsIn = (action: SimpleAction): Version[] =>
  givenTo(action)
    .flatMap(within)
    .filter((term) => term.op === 'version');
