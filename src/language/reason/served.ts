import type { OnlineWorkflow, Service } from '../model/model.ts';
import type { Term } from '../types/term.ts';
import { valueOf } from './constant.ts';

/**
 * The services of a workflow, or of a variant of it, that an upgrade with these arguments may mean: those that serve the model of its version, if that is known, and
 * have the name that it gives, if it gives one. Exactly one is right.
 */
export function upgradedBy(
  workflow: OnlineWorkflow,
  variant: string | undefined,
  given: ReadonlyMap<string, Term>,
): readonly Service[] {
  const version = given.get('model');
  const named = given.get('service');
  const name = named && valueOf(named);
  return servicesOf(workflow, variant).filter(
    (service) =>
      service.model !== undefined &&
      (typeof name !== 'string' || service.name === name) &&
      (version?.op !== 'version' || service.model.model.id === version.model.id),
  );
}

/** Those that answer requests: of a variant, all of the graph. */
export const servicesOf = ({ services, variants }: OnlineWorkflow, variant: string | undefined): readonly Service[] =>
  variant === undefined ? services : (variants.find(({ name }) => name === variant)?.services ?? []);
