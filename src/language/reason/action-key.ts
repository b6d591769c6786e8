import type { Action } from '../model/model.ts';
import type { Term } from '../types/term.ts';
import { termKey, type TermOwner } from './term-key.ts';

/** A text that actions share exactly where they do the same with the same values, wherever they stand. */
export function actionKey(action: Action, owner: TermOwner): string {
  const key = (parts: readonly unknown[]): string => JSON.stringify(parts);
  const given = (values: ReadonlyMap<string, Term>): unknown =>
    [...values].map(([name, term]) => [name, termKey(term, owner)]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  switch (action.kind) {
    case 'parallel':
      return key(['parallel', ...action.actions.map((each) => actionKey(each, owner))]);
    case 'set':
      return key(['set', action.name, termKey(action.value, owner)]);
    case 'call':
      return key(['call', action.agent.id, action.receiver, given(action.arguments), action.retry]);
    case 'custom':
      return key(['custom', action.endpoint.id, action.name, given(action.arguments), action.retry]);
    case 'primitive': {
      const { primitive, target, variant, arguments: own, parameters, retry } = action;
      return key(['primitive', primitive.key, target?.id, variant, given(own), given(parameters), retry]);
    }
  }
}
