import { defined } from '../../base/values/defined.ts';
import { DEFAULT_SECONDS } from '../../contract/process/endpoint.ts';
import type { InterfacePlan, OperationPlan, Origin } from '../plan/deployment-plan.ts';
import type { Endpoint, Model, Operation } from '../../language/model/model.ts';
import type { Source, Span } from '../../base/source/source.ts';
import { commentsAbove } from '../../language/syntax/comments.ts';
import type { File } from '../../language/syntax/nodes.ts';
import { typeName } from '../../language/types/type.ts';
import { hasToken, urlOf } from './endpoints.ts';

/** What the author of each endpoint has to know, in the order of the sources. */
export function lowerInterfaces(
  { endpoints, owners }: Model,
  files: readonly File[],
  sources: readonly Source[],
  origin: (span: Span) => Origin,
): InterfacePlan[] {
  const parsed = new Map(files.map((file) => [file.path, file]));
  const texts = new Map(sources.map(({ path, text }) => [path, text]));
  const about = (span: Span): { readonly origin: Origin; readonly description: string } => ({
    origin: origin(span),
    description: descriptionOf(parsed.get(span.path), texts.get(span.path) ?? '', span.start),
  });
  const operation = ({ kind, name, span, parameters, result, windowed, timeoutSeconds }: Operation): OperationPlan =>
    defined({
      kind,
      name,
      ...about(span),
      parameters: parameters.map((parameter) => ({ name: parameter.name, type: typeName(parameter.type) })),
      result: result.kind === 'none' ? undefined : typeName(result),
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

/** The comment above the declaration that holds a place, as one text. */
function descriptionOf(file: File | undefined, text: string, at: number): string {
  const declaration = file?.declarations.find(({ span }) => span.start <= at && at < span.end);
  if (!file || !declaration) return '';
  return commentsAbove(text, file.tokens, declaration.span.start)
    .map((comment) => comment.replace(/^\/+/, '').trim())
    .join(' ')
    .replace(/^[-\s]+/, '')
    .trim();
}
