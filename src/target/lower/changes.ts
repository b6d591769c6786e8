import {
  actionsOf,
  agentsIn,
  type BatchWorkflow,
  type Model,
  type PrimitiveAction,
} from '../../language/model/model.ts';
import { executorName, paramsFor, stepsCalled, stepsOf } from '../../language/reason/batch-steps.ts';
import { valueOf } from '../../language/reason/constant.ts';
import type { Id } from '../../language/types/reference.ts';
import type { Term } from '../../language/types/term.ts';
import type { HoleName } from '../plan/batch-plan.ts';

/** What an action changes of the next runs of a batch workflow: of the pods of a step, or a param. */
export type Change =
  | { readonly kind: HoleName; readonly step: string; readonly value: Term }
  | { readonly kind: 'param'; readonly name: string; readonly value: Term };

/** What the agents of a program do to a batch workflow; nothing else of it can be changed. */
export interface Changes {
  readonly all: readonly Change[];
  /** What they run by itself: executors, or workflows within. */
  readonly parts: readonly string[];
  /** Executors that they stop. */
  readonly stopped: ReadonlySet<string>;
}

/** By id of the workflow; absent where no agent acts on it. */
export function changesIn(model: Model): ReadonlyMap<Id, Changes> {
  const found = new Map<Id, PrimitiveAction[]>();
  for (const action of agentsIn(model).flatMap(({ strategies }) => strategies.flatMap(actionsOf))) {
    if (action.kind !== 'primitive' || !action.target) continue;
    const { id } = action.target;
    found.set(id, [...(found.get(id) ?? []), action]);
  }
  return new Map(
    [...model.batch].flatMap(([id, workflow]) => {
      const actions = found.get(id);
      return actions ? [[id, changesOf(model, workflow, actions)] as const] : [];
    }),
  );
}

function changesOf(model: Model, workflow: BatchWorkflow, actions: readonly PrimitiveAction[]): Changes {
  const named = (key: string): readonly string[] => [
    ...new Set(actions.flatMap((action) => (action.primitive.key === key ? (executorName(action) ?? []) : []))),
  ];
  return {
    all: actions.flatMap((action) => changesBy(model, workflow, action)),
    parts: named('batch runExecutor')
      .filter((name) => stepsCalled(model, workflow, name).length > 0)
      .sort(),
    stopped: new Set(
      named('batch stopExecutor').flatMap((name) => stepsCalled(model, workflow, name).map((step) => step.name)),
    ),
  };
}

export function changesBy(model: Model, workflow: BatchWorkflow, action: PrimitiveAction): readonly Change[] {
  const { arguments: given } = action;
  const executor = executorName(action);
  const meant = given.has('executor') ? stepsCalled(model, workflow, executor ?? '') : stepsOf(model, workflow);
  // The pods of a job are not Argo's, so that nothing of Argo's changes them.
  const steps = meant.filter((step) => !step.executor.gang);
  const of = (kind: HoleName, value: Term | undefined, which = steps): Change[] =>
    isThere(value) ? which.map(({ name }) => ({ kind, step: name, value })) : [];
  switch (action.primitive.key) {
    case 'batch updateWorkflowAffinity':
    case 'batch updateExecutorAffinity':
      return of('affinity', given.get('away-from') ?? given.get('near'));
    case 'batch updateWorkflowResource':
    case 'batch updateExecutorResource':
      return (['cpu', 'memory', 'gpu'] as const).flatMap((kind) => of(kind, given.get(kind)));
    case 'batch upgradeWorkflow': {
      // What runs at the end has an image of its own.
      const image = of(
        'image',
        given.get('image'),
        steps.filter(({ isFinal }) => !isFinal),
      );
      return [...image, ...paramsBy(workflow, action)];
    }
    case 'batch upgradeExecutor':
      return [...of('image', given.get('image')), ...paramsBy(workflow, action)];
    default:
      return [];
  }
}

function paramsBy(workflow: BatchWorkflow, { arguments: given, parameters }: PrimitiveAction): Change[] {
  const version = given.get('model');
  const [param] = isThere(version) ? paramsFor(workflow, version) : [];
  const change = (name: string, value: Term): Change => ({ kind: 'param', name, value });
  return [
    ...(version && param ? [change(param.name, version)] : []),
    ...[...parameters].map(([name, value]) => change(name, value)),
  ];
}

const isThere = (term: Term | undefined): term is Term => term !== undefined && valueOf(term) !== null;
