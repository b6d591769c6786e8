import { Reporter, type Diagnostic } from '../../base/diagnostics/diagnostic.ts';
import type { Model } from '../model/model.ts';
import { findActsAtEveryLook } from './acts-at-every-look.ts';
import { findEndlessCircles } from './endless-circles.ts';
import { findConflicts } from './conflicts.ts';
import { findConstantConstraints } from './constant-constraints.ts';
import { findCycles } from './dag-cycles.ts';
import { findNeverDeployed } from './never-deployed.ts';
import { findNeverDue } from './never-due.ts';
import { findReplicasForFailures } from './replicas-for-failures.ts';
import { findFeedsItself } from './feeds-itself.ts';
import { findFlapping } from './flapping.ts';
import { findBudgets } from './budgets.ts';
import { findFewSamples } from './few-samples.ts';
import { findNestedCycles } from './nested-circles.ts';
import { findNoWayBack } from './no-way-back.ts';
import { findRepeated } from './repeated.ts';
import { findShadowed } from './shadowed.ts';
import { findShortWindows } from './short-windows.ts';
import { findImpossibleActions } from './impossible-actions.ts';
import { findPromotesAgain } from './promotes-again.ts';
import { findPromotesWorse } from './promotes-worse.ts';
import { findScoresApart } from './scores-apart.ts';
import { findStaleAliases } from './stale-aliases.ts';
import { findUnloggedMetrics, findUnscoredModels } from './unlogged-metrics.ts';
import { findUnsetAliases } from './unset-aliases.ts';

type Law = (model: Model, reporter: Reporter) => void;

/** The laws that a model as a whole has to keep, one a file. */
const laws: readonly Law[] = [
  findCycles,
  findNestedCycles,
  findImpossibleActions,
  findConflicts,
  findFlapping,
  findShadowed,
  findRepeated,
  findFeedsItself,
  findActsAtEveryLook,
  findShortWindows,
  findFewSamples,
  findEndlessCircles,
  findConstantConstraints,
  findNeverDue,
  findNeverDeployed,
  findReplicasForFailures,
  findPromotesWorse,
  findStaleAliases,
  findScoresApart,
  findUnsetAliases,
  findUnloggedMetrics,
  findUnscoredModels,
  findBudgets,
  findPromotesAgain,
];

/** Those that ask for something that is nowhere: where a part was not read, or not understood, it may be there. */
const lawsOfAll: readonly Law[] = [findNoWayBack];

export const analyse = (model: Model): readonly Diagnostic[] => judge(model, laws);

/** The same of models of which nothing is missing. */
export const analyseAll = (model: Model): readonly Diagnostic[] => judge(model, lawsOfAll);

function judge(model: Model, laws: readonly Law[]): readonly Diagnostic[] {
  const reporter = new Reporter();
  for (const law of laws) law(model, reporter);
  return reporter.diagnostics;
}
