import { defined } from '../../base/values/defined.ts';
import { DEFAULT_SECONDS } from '../../contract/process/endpoint.ts';
import type { InterfacePlan, OperationPlan, Origin } from '../plan/deployment-plan.ts';
import type { Endpoint, Model, Operation } from '../../language/model/model.ts';
import type { Span } from '../../base/source/source.ts';
import { typeName } from '../../language/types/type.ts';
import { hasToken, urlOf } from './endpoints.ts';

/** What the author of each endpoint has to know, in the order of the sources. */
export function lowerInterfaces({ endpoints, owners }: Model, origin: (span: Span) => Origin): InterfacePlan[] {
  const operation = ({ span, parameters, result, timeoutSeconds, ...rest }: Operation): OperationPlan =>
    defined({
      ...rest,
      origin: origin(span),
      parameters: parameters.map(({ name, type }) => ({ name, type: typeName(type) })),
      result: result.kind === 'none' ? undefined : typeName(result),
      timeoutSeconds: timeoutSeconds ?? DEFAULT_SECONDS[rest.kind],
    });
  const lowerOne = (endpoint: Endpoint): InterfacePlan => ({
    name: endpoint.name,
    origin: origin(endpoint.span),
    description: endpoint.description,
    placement: endpoint.placement,
    url: urlOf(owners.get(endpoint.id)?.namespace ?? '', endpoint),
    hasToken: hasToken(endpoint),
    operations: endpoint.operations.map(operation),
  });
  return [...endpoints.values()].map(lowerOne);
}
