import { DEFAULT_SECONDS } from '../../contract/process/endpoint.ts';
import type { InterfacePlan, OperationPlan, Origin } from '../plan/deployment-plan.ts';
import type { Endpoint, Model, Operation } from '../../language/model/model.ts';
import type { Source, Span } from '../../base/source/source.ts';
import { typeName } from '../../language/types/type.ts';
import { hasToken, urlOf } from './endpoints.ts';

/** What the author of each endpoint has to know, in the order of the sources. */
export function lowerInterfaces(
  { endpoints, owners }: Model,
  sources: readonly Source[],
  origin: (span: Span) => Origin,
): InterfacePlan[] {
  const texts = new Map(sources.map(({ path, text }) => [path, text]));
  const about = (span: Span): { readonly origin: Origin; readonly description: string } => ({
    origin: origin(span),
    description: commentAbove(texts.get(span.path) ?? '', span.start),
  });
  const operation = ({ kind, name, span, parameters, result, windowed, timeoutSeconds }: Operation): OperationPlan => ({
    kind,
    name,
    ...about(span),
    parameters: parameters.map((parameter) => ({ name: parameter.name, type: typeName(parameter.type) })),
    ...(result.kind === 'none' ? {} : { result: typeName(result) }),
    windowed,
    timeoutSeconds: timeoutSeconds ?? DEFAULT_SECONDS[kind],
  });
  const lowerOne = (endpoint: Endpoint): InterfacePlan => ({
    name: endpoint.name,
    ...about(endpoint.span),
    placement: endpoint.placement,
    url: urlOf(owners.get(endpoint.id)?.namespace ?? '', endpoint),
    hasToken: hasToken(endpoint),
    operations: endpoint.operations.map(operation),
  });
  return [...endpoints.values()].map(lowerOne);
}

const COMMENT = /^[ \t]*\/\/+ ?(.*)$/;

/** The comment on the lines right above a place, as one text. */
function commentAbove(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n').slice(0, -1);
  const first = lines.findLastIndex((line) => !COMMENT.test(line)) + 1;
  return lines
    .slice(first)
    .map((line) => COMMENT.exec(line)?.[1]?.trim() ?? '')
    .join(' ')
    .replace(/^[-\s]+/, '')
    .trim();
}
