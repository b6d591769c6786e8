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
import { findFlapping } from './flapping.ts';
import { findBudgets } from './budgets.ts';
import { findNestedCycles } from './nested-circles.ts';
import { findImpossibleActions } from './impossible-actions.ts';
import { findPromotesWorse } from './promotes-worse.ts';
import { findScoresApart } from './scores-apart.ts';
import { findStaleAliases } from './stale-aliases.ts';
import { findUnloggedMetrics, findUnscoredModels } from './unlogged-metrics.ts';
import { findUnsetAliases } from './unset-aliases.ts';

/** The laws that a model as a whole has to keep, one a file. */
const laws: readonly ((model: Model, reporter: Reporter) => void)[] = [
  findCycles,
  findNestedCycles,
  findImpossibleActions,
  findConflicts,
  findFlapping,
  findActsAtEveryLook,
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
];

export function analyse(model: Model): readonly Diagnostic[] {
  const reporter = new Reporter();
  for (const law of laws) law(model, reporter);
  return reporter.diagnostics;
}
