import type { Label } from '../../base/diagnostics/diagnostic.ts';
import type { Agent, Strategy } from '../model/model.ts';
import type { Span } from '../../base/source/source.ts';

const holds = (outer: Span, inner: Span): boolean =>
  outer.path === inner.path && outer.start <= inner.start && inner.end <= outer.end;

/** Where something of a strategy is told: in the agent, also where the text that says it is that of a template. */
export function placeIn(
  { whole, span: name }: Agent,
  strategy: Strategy,
  span: Span,
): { readonly span: Span; readonly labels: readonly Label[] } {
  if (holds(whole, span)) return { span, labels: [] };
  const own = holds(whole, strategy.span) ? strategy.span : name;
  return { span: own, labels: [{ span, text: 'this is what the template does with it' }] };
}
