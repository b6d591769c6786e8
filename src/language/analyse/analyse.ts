import { Reporter, type Diagnostic } from '../../base/diagnostics/diagnostic.ts';
import type { Model } from '../model/model.ts';
import { findCallCircles } from './call-circles.ts';
import { findConflicts } from './conflicts.ts';
import { findDecided } from './constraints.ts';
import { findCycles } from './cycles.ts';
import { findNeverDue } from './due.ts';
import { findReplicasForFailures } from './failing.ts';
import { findFlapping } from './flapping.ts';
import { findNestedCycles } from './nesting.ts';
import { findImpossible } from './possible.ts';
import { findPromotedWorse } from './worse.ts';

/** The laws that a model as a whole has to keep, one a file. */
const laws: readonly ((model: Model, reporter: Reporter) => void)[] = [
  findCycles,
  findNestedCycles,
  findImpossible,
  findConflicts,
  findFlapping,
  findCallCircles,
  findDecided,
  findNeverDue,
  findReplicasForFailures,
  findPromotedWorse,
];

export function analyse(model: Model): readonly Diagnostic[] {
  const reporter = new Reporter();
  for (const law of laws) law(model, reporter);
  return reporter.diagnostics;
}
