import type { Span } from '../../base/source/source.ts';
import type { CountedEvent, SubjectNode } from '../../contract/strategy-graph/strategy-graph.ts';
import type { Subject } from '../../language/types/reference.ts';
import type { Term } from '../../language/types/term.ts';
import { applicationOf, type Context, namesOf, needs } from './context.ts';

/** What has states, by the names of its objects. */
export function lowerSubject(context: Context, subject: Subject, span: Span): SubjectNode {
  if (subject.kind === 'model') {
    const tracker = needs(context, 'tracker', span, subject.of.name) ?? '';
    return { kind: 'model', name: subject.of.registered, tracker };
  }
  const { namespace } = applicationOf(context, subject.of);
  const { name } = subject.of;
  if (subject.kind === 'batch') return { kind: 'batch', namespace, name };
  if (subject.kind === 'executor') return { kind: 'executor', namespace, name, executor: subject.executor };
  const names = namesOf(context, subject.of);
  return { kind: 'online', namespace, name: names.instance, deployment: names.deployments[0] };
}

/** What a count counts. */
export function lowerEvent(context: Context, { event, span }: Extract<Term, { op: 'count' }>): CountedEvent {
  if (event.kind === 'called') return { kind: 'called', receiver: event.receiver };
  return { kind: 'on', subject: lowerSubject(context, event.subject, span), state: event.state };
}
