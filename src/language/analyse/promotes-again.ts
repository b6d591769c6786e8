import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { primitives, type Primitive, type PrimitiveKey } from '../../contract/primitives/primitives.ts';
import { agentsIn, simpleActions, type Model, type Strategy, type Trigger } from '../model/model.ts';
import { rivalsOf } from '../reason/conflicts.ts';
import { valueOf } from '../reason/constant.ts';
import { hasTrait } from '../reason/range.ts';
import { promotionOf, type Write } from '../reason/writes.ts';
import { writersIn, type Writer } from '../reason/writers.ts';
import { termText } from '../types/print-term.ts';
import { within, type Term } from '../types/term.ts';
import { placeIn } from './place.ts';

/**
 * A promotion that a roll-back takes back is done again at the next look, where what led to it goes by nothing but the versions of the
 * registry: these are then as they were.
 */
export function findPromotesAgain(model: Model, reporter: Reporter): void {
  const told = new Set<Strategy>();
  const writers = writersIn(model);
  const isBack = ({ write }: Writer): boolean => takenBack(write) !== undefined;
  if (!agentsIn(model).some((agent) => writers.of(agent).some(isBack))) return;
  for (const pair of rivalsOf(agentsIn(model), writers)) {
    for (const [writer, back] of [pair, [pair[1], pair[0]] as const]) {
      const taken = takenBack(back.write);
      if (taken === undefined || told.has(writer.strategy) || writer.strategy === back.strategy) continue;
      const promoted = promotedBy(writer.write);
      if (!promoted || takenBack(writer.write) !== undefined) continue;
      const left = new Set([taken, ...aliasesOf(back.strategy)].filter((alias) => alias !== valueOf(promoted.alias)));
      if (!goesByVersions(writer, left)) continue;
      told.add(writer.strategy);
      const { span, labels } = placeIn(writer.agent, writer.strategy, writer.write.action.span);
      const { name } = promoted.model;
      reporter.report(
        'promotes-again',
        span,
        {
          name: writer.strategy.name,
          back: back.strategy.name,
          version: termText(promoted.version),
          alias: termText(promoted.alias),
        },
        {
          labels: [...labels, { span: back.write.action.span, text: 'this takes it back' }],
          help: `promote once for each version, by WHEN on ${name}.registered alone, or none that was taken back: and not ((${termText(promoted.version)} == ${name}@${taken}) default false)`,
        },
      );
    }
  }
}

type Version = Extract<Term, { op: 'version' }>;

function promotedBy({
  action,
}: Write): { readonly version: Version; readonly alias: Term; readonly model: Version['model'] } | undefined {
  const promotion = promotionOf(action);
  if (promotion?.version.op !== 'version') return undefined;
  const { version, alias } = promotion;
  return { version, alias, model: version.model };
}

/** The alias under which a roll-back leaves the version that it takes back; undefined of what is no roll-back. */
function takenBack(write: Write): string | undefined {
  const promoted = promotedBy(write);
  if (!promoted || write.action.kind !== 'primitive') return undefined;
  const { leaves }: Primitive<PrimitiveKey> = primitives[write.action.primitive.key];
  const isBack = leaves && valueOf(promoted.alias) === leaves.under && promoted.version.version === leaves.as;
  return isBack ? leaves.as : undefined;
}

/** Those that a strategy moves: a roll-back may remember under one of them what it took back. */
const aliasesOf = (strategy: Strategy): readonly string[] =>
  simpleActions(strategy.actions).flatMap((action) => {
    const promotion = promotionOf(action);
    const name = promotion && valueOf(promotion.alias);
    return typeof name === 'string' ? [name] : [];
  });

/** Whether a writer looks by itself, asks nobody, and judges by versions, but by none that the roll-back has left behind. */
function goesByVersions({ strategy, branch, through, conditions }: Writer, left: ReadonlySet<string>): boolean {
  if (branch !== 'then' || !looksAgain(strategy.trigger)) return false;
  if ([strategy, ...through.map((step) => step.strategy)].some(({ modifiers }) => modifiers.approval !== undefined))
    return false;
  return conditions
    .flatMap(({ term }) => within(term))
    .every((part) => {
      if (part.op === 'reading') return hasTrait(part, 'score') && part.use.window === undefined;
      if (part.op === 'version') return !left.has(part.version);
      return part.op !== 'state' && part.op !== 'latch' && part.op !== 'local';
    });
}

const looksAgain = (trigger: Trigger): boolean =>
  trigger.kind === 'any' ? trigger.triggers.some(looksAgain) : trigger.kind === 'every' || trigger.kind === 'cron';
