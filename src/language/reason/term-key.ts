import type { Subject } from '../types/reference.ts';
import type { Term } from '../types/term.ts';

/** Whose term it is: arguments belong to the call that a strategy answers, state to an agent, params and values to a workflow. */
export interface TermOwner {
  readonly agent: string;
  readonly strategy: string;
  /** What brings it arguments: the same for strategies that answer one call, and nothing else. */
  readonly event: string;
  /** The call of another agent that it answers, where it is looked at as that: when another one comes, counts are others. */
  readonly call?: string;
}

/**
 * A text that two terms share exactly where they stand for the same value at one instant. Where they stand in the source
 * and how they are written does not count.
 */
export function termKey(term: Term, owner: TermOwner): string {
  const known = keys.get(term);
  if (known?.owner === owner) return known.key;
  const key = JSON.stringify(shapeOf(term, owner));
  keys.set(term, { owner, key });
  return key;
}

/** Many analyses ask for the same. */
const keys = new WeakMap<Term, { readonly owner: TermOwner; readonly key: string }>();

type Shape = string | number | boolean | null | readonly Shape[];

function shapeOf(term: Term, owner: TermOwner): Shape {
  const of = (part: Term): Shape => shapeOf(part, owner);
  switch (term.op) {
    case 'constant':
      return ['constant', JSON.stringify(term.value)];
    case 'local':
      return ['local', owner.agent, owner.event, term.name];
    case 'state':
      return ['state', owner.agent, term.name];
    case 'workflow':
      return ['workflow', term.workflow.id, term.variant ?? null];
    case 'endpoint':
      return ['endpoint', term.endpoint.id];
    case 'agent':
      return ['agent', term.agent.id];
    case 'model':
      return ['model', term.model.id];
    case 'version':
      return ['version', term.model.id, term.version];
    case 'reading': {
      const { source, sensor, fields, window } = term.use;
      // What counts since the last firing differs from strategy to strategy.
      const counted: Shape =
        window?.kind === 'over' ? window.seconds : window ? ['since', owner.agent, owner.strategy] : null;
      // An endpoint is told the sensor's name; other sources know only what they are asked for.
      const asked: Shape = source === 'http' ? [source, sensor] : source;
      return ['reading', asked, counted, ...[...fields].sort(byName).map(([name, field]) => [name, of(field)])];
    }
    case 'field':
      return ['field', of(term.of), term.name];
    case 'list':
      return ['list', ...term.items.map(of)];
    case 'join':
      return ['join', ...term.parts.map(of)];
    case 'record':
      return ['record', ...[...term.fields].sort(byName).map(([name, field]) => [name, of(field)])];
    case 'not':
    case 'negate':
      return [term.op, of(term.operand)];
    case 'default':
      return ['default', of(term.of), of(term.otherwise)];
    case 'count': {
      // It is as of the event: whoever is due by that counts the same.
      const { event, given, seconds = 0 } = term;
      const counted: Shape = event.kind === 'called' ? event.receiver : [subjectKey(event.subject), event.state];
      const values = [...given].sort(byName).map(([name, value]): Shape => [name, of(value)]);
      return ['count', owner.agent, owner.call ?? null, counted, seconds, ...values];
    }
    case 'latch':
      return ['latch', owner.agent, term.direction, of(term.of), of(term.on), of(term.off)];
    case 'add':
    case 'multiply':
    case 'eq':
    case 'ne':
    case 'and':
    case 'or': {
      const [left, right] = [of(term.left), of(term.right)];
      return JSON.stringify(left) < JSON.stringify(right) ? [term.op, left, right] : [term.op, right, left];
    }
    case 'subtract':
    case 'divide':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return [term.op, of(term.left), of(term.right)];
    case 'output':
    case 'stored':
    case 'value':
      return [term.op, owner.agent, owner.strategy, term.executor, term.output];
    case 'run':
    case 'status':
      return [term.op, owner.agent, owner.strategy];
    case 'secret':
    case 'config':
    case 'claim':
      return [term.op, term.name, term.key ?? null];
    case 'item':
    case 'invalid':
      // Which step's item it is does not stand in it.
      return [term.op, term.span.path, term.span.start, term.span.end];
  }
}

/** What has states, as one text. */
export const subjectKey = (subject: Subject): string =>
  [subject.of.id, subject.kind === 'executor' ? subject.executor : ''].join(' ');

const byName = ([a]: readonly [string, Term], [b]: readonly [string, Term]): number => (a < b ? -1 : 1);
