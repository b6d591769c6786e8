import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../base/diagnostics/suggest.ts';
import type { Span } from '../../base/source/source.ts';
import { actionsOf, agentsIn, termsIn, type Agent, type Model, type Strategy } from '../model/model.ts';
import { valueOf } from '../reason/constant.ts';
import { promotionOf } from '../reason/writes.ts';
import type { Id, ModelReference } from '../types/reference.ts';
import { placeIn } from './place.ts';

/** What registries call them. */
const USUAL = ['production', 'previous', 'staging', 'candidate', 'champion', 'challenger', 'rejected', 'latest'];

/**
 * An alias that no action sets and that is nearly one which others do, or which is usual. People set aliases too, so that one of
 * which only nobody here speaks is passed over.
 */
export function findUnsetAliases(model: Model, reporter: Reporter): void {
  const uses = usesIn(model);
  const set = promotionsIn(model);
  const isSet = ({ of, alias }: Use): boolean =>
    USUAL.includes(alias) || set.some((each) => each.alias === alias && (each.of === undefined || each.of === of.id));
  const open = uses.filter((use) => !/^\d+$/.test(use.alias) && !isSet(use));
  for (const use of open) {
    const { of, alias, where } = use;
    const others = open.filter((each) => each.of.id === of.id && each.alias !== alias);
    // Of two that are alike and that nobody sets, the one that is used more often is meant.
    const often = countOf(uses, use);
    const meant = closest(alias, [
      ...set.map((each) => each.alias),
      ...USUAL,
      ...others.filter((each) => countOf(uses, each) > often).map((each) => each.alias),
    ]);
    if (meant === undefined) continue;
    const { span, labels } = where;
    const name = `${of.name}@${alias}`;
    const details = didYouMean(name, `${of.name}@${meant}`, span);
    reporter.report(
      'unset-alias',
      span,
      { name, alias },
      labels.length > 0 ? { labels, help: details.help ?? '' } : details,
    );
  }
}

interface Use {
  readonly of: ModelReference;
  readonly alias: string;
  readonly where: ReturnType<typeof placeIn>;
}

const countOf = (uses: readonly Use[], { of, alias }: Use): number =>
  uses.filter((each) => each.of.id === of.id && each.alias === alias).length;

function usesIn({ applications }: Model): readonly Use[] {
  const at = (span: Span): Use['where'] => ({ span, labels: [] });
  return applications.flatMap(({ agents, online }) => [
    ...online
      .flatMap(({ services, variants }) => [...services, ...variants.flatMap((variant) => variant.services)])
      .flatMap(({ model }) => (model ? [{ of: model.model, alias: model.version, where: at(model.span) }] : [])),
    ...agents.flatMap((agent) => agent.strategies.flatMap((strategy) => usesOf(agent, strategy))),
  ]);
}

const usesOf = (agent: Agent, strategy: Strategy): Use[] =>
  termsIn(strategy).flatMap((term) =>
    term.op === 'version' ? [{ of: term.model, alias: term.version, where: placeIn(agent, strategy, term.span) }] : [],
  );

/** Aliases that agents move; of which model is open where an event brings the version. */
const promotionsIn = (model: Model): readonly { readonly of?: Id | undefined; readonly alias: string }[] =>
  agentsIn(model)
    .flatMap(({ strategies }) => strategies)
    .flatMap(actionsOf)
    .flatMap((action) => {
      const promotion = promotionOf(action);
      const alias = promotion && valueOf(promotion.alias);
      if (typeof alias !== 'string') return [];
      return [{ of: promotion?.version.op === 'version' ? promotion.version.model.id : undefined, alias }];
    });
