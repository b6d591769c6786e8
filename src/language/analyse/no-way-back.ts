import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { agentsIn, type Model } from '../model/model.ts';
import { valueOf } from '../reason/constant.ts';
import { writersIn, type Writer } from '../reason/writers.ts';
import { placeIn } from './place.ts';

/**
 * Requests that a strategy sends to a backup and that none sends back stay there when what failed is well again. A workflow begins
 * with all of them, so that somebody has to give the backup nothing; who gives it what is only known later may.
 */
export function findNoWayBack(model: Model, reporter: Reporter): void {
  const writers = writersIn(model);
  const byWorkflow = new Map<string, Writer[]>();
  for (const writer of agentsIn(model).flatMap((agent) => writers.of(agent))) {
    const { action, key } = writer.write;
    if (action.kind !== 'primitive' || action.primitive.key !== 'online updateWorkflowTraffic') continue;
    const known = byWorkflow.get(key);
    if (known) known.push(writer);
    else byWorkflow.set(key, [writer]);
  }
  for (const all of byWorkflow.values()) {
    const leaving = all.find(({ through }) => through.length === 0);
    if (leaving && all.every(leaves)) report(leaving, reporter);
  }
}

/** Whether some requests are the backup's afterwards. */
function leaves({ write: { action } }: Writer): boolean {
  const term = action.kind === 'primitive' ? action.arguments.get('backup') : undefined;
  const share = term && valueOf(term);
  return typeof share === 'number' && share > 0;
}

function report({ agent, strategy, write: { action } }: Writer, reporter: Reporter): void {
  if (action.kind !== 'primitive' || !action.target) return;
  const { name: workflow } = action.target;
  const { span, labels } = placeIn(agent, strategy, action.span);
  reporter.report(
    'no-way-back',
    span,
    { name: strategy.name, workflow },
    {
      labels,
      help: `send them back once ${workflow} is well again: updateWorkflowTraffic(${workflow}, backup: 0%), as fail-back of std/strategies does`,
    },
  );
}
