import { declaredName, idOf, type Names, type Symbol } from '../names/scope.ts';
import type { Workflow } from '../syntax/nodes.ts';
import type { Reference, WorkflowReference } from './reference.ts';

/** What terms and the model keep of a declaration. */
export const referTo = (symbol: Symbol): Reference => ({
  id: idOf(symbol),
  name: symbol.name,
  span: (declaredName(symbol.declaration) ?? symbol.declaration).span,
});

/** Of what is neither batch nor online nothing is known. */
export function referToWorkflow(symbol: Symbol<Workflow>): WorkflowReference | undefined {
  const kind = symbol.declaration.workflowKind.text;
  return kind === 'batch' || kind === 'online' ? { ...referTo(symbol), kind } : undefined;
}

/** The text of a workflow, for checks that look into it. */
export function declarationOf({ declared }: Names, { id }: WorkflowReference): Symbol<Workflow> | undefined {
  const symbol = declared.get(id);
  return symbol?.declaration.kind === 'workflow' ? (symbol as Symbol<Workflow>) : undefined;
}
