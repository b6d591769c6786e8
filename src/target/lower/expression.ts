import { defined } from '../../base/values/defined.ts';
import type { ExpressionNode, SensorNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { describeType } from '../../language/types/coerce.ts';
import { termText } from '../../language/types/print-term.ts';
import type { Term } from '../../language/types/term.ts';
import { typeName } from '../../language/types/type.ts';
import { fingerprint } from '../../base/values/fingerprint.ts';
import { formatValue } from '../../base/values/format.ts';
import type { Value } from '../../base/values/value.ts';
import { applicationOf, type Context, namesOf, needs, versionUri } from './context.ts';
import { simplify } from './simplify.ts';
import { lowerCalls, unitedCalls } from './sensor-calls.ts';
import { lowerSource } from './sources.ts';
import { lowerEvent } from './subjects.ts';

/** Turns terms of one agent into nodes, and gathers the sensors that they read, each once. */
export class ExpressionLowering {
  readonly #context: Context;
  readonly #sensors = new Map<string, SensorNode>();
  /** Only a constraint can remember whether it rose or fell. */
  #isConstraint = false;

  constructor(context: Context) {
    this.#context = context;
  }

  get sensors(): readonly SensorNode[] {
    return [...this.#sensors.values()];
  }

  /** Undefined where a mistake was found; it was reported. */
  lower(term: Term): ExpressionNode | undefined {
    return this.#node(simplify(this.#context, term));
  }

  /** What an action is given. A text there is for people, if it is not for a program's flag, which is lowered by `lower`. */
  lowerTold(term: Term): ExpressionNode | undefined {
    if (term.op !== 'join') return this.lower(term);
    const common = { text: termText(term), type: typeName(term.type) };
    const parts = term.parts.map((part) => this.lower(part));
    if (!parts.every((part) => part !== undefined)) return undefined;
    const texts = parts.map((part) => (part.op === 'constant' ? formatValue(part.value, part.type) : undefined));
    return texts.every((text) => text !== undefined)
      ? { ...common, op: 'constant', value: texts.join('') }
      : { ...common, op: 'tell', parts };
  }

  /** The constraint of a strategy, which alone can remember whether it rose or fell. */
  lowerConstraint(term: Term): ExpressionNode | undefined {
    this.#isConstraint = true;
    const node = this.lower(term);
    this.#isConstraint = false;
    return node;
  }

  #node(term: Term): ExpressionNode | undefined {
    const common = { text: termText(term), type: typeName(term.type) };
    const constant = (value: Value): ExpressionNode => ({ ...common, op: 'constant', value });
    switch (term.op) {
      case 'constant':
        return constant(term.value);
      case 'local':
        return { ...common, op: 'argument', name: term.name };
      case 'version':
        return this.#version(term);
      case 'model':
        return constant({ name: term.model.registered });
      case 'workflow': {
        const { namespace } = applicationOf(this.#context, term.workflow);
        const { kind, name } = term.workflow;
        const objects =
          kind === 'online'
            ? { instance: namesOf(this.#context, term.workflow, term.variant).instance }
            : { template: name };
        return constant({ kind, name, namespace, ...objects });
      }
      case 'reading':
        return this.#reading(term);
      case 'field':
        return this.#with(term.of, (of) => ({ ...common, op: 'field', of, name: term.name }));
      case 'list':
        return this.#withAll(term.items, (items) => ({ ...common, op: 'list', items }));
      case 'join':
        return this.#withAll(term.parts, (parts) => ({ ...common, op: 'join', parts }));
      case 'record':
        return this.#withAll([...term.fields.values()], (values) => ({
          ...common,
          op: 'record',
          fields: Object.fromEntries(
            [...term.fields.keys()].map((name, index) => [name, values[index] ?? constant(null)]),
          ),
        }));
      case 'not':
      case 'negate':
        return this.#with(term.operand, (operand) => ({ ...common, op: term.op, operand }));
      case 'state':
        return { ...common, op: 'state', name: term.name };
      case 'default':
        return this.#withAll([term.of, term.otherwise], ([of, otherwise]) =>
          of && otherwise ? { ...common, op: 'default', of, otherwise } : undefined,
        );
      case 'count': {
        const [event, { seconds }] = [lowerEvent(this.#context, term), term];
        return this.#withAll([...term.given.values()], (values) => {
          if (seconds === undefined) return undefined;
          const given = Object.fromEntries(
            [...term.given.keys()].map((name, index) => [name, values[index] ?? constant(null)]),
          );
          const id = contentId('count', [event, seconds, given]);
          return { ...common, op: 'count', id, event, ...(values.length > 0 ? { given } : {}), seconds };
        });
      }
      case 'latch': {
        if (!this.#isConstraint) {
          this.#context.reporter.report('latch-misplaced', term.span, {});
          return undefined;
        }
        const { direction } = term;
        return this.#withAll([term.of, term.on, term.off], ([of, on, off]) => {
          if (!of || !on || !off) return undefined;
          const [above, below] = direction === 'rises' ? [on, off] : [off, on];
          return { ...common, op: 'latch', id: contentId('latch', [of, above, below]), direction, of, on, off };
        });
      }
      case 'invalid':
        return undefined;
      case 'secret':
        // What it holds is read where the agent runs, and stands nowhere else.
        if (term.key !== undefined) return constant({ secret: term.name, key: term.key });
        {
          this.#unfit(term);
          return;
        }
      case 'endpoint':
      case 'agent':
      case 'config':
      case 'claim':
      case 'output':
      case 'stored':
      case 'value':
      case 'item':
      case 'run':
      case 'status': {
        this.#unfit(term);
        return;
      }
      default:
        return this.#withAll([term.left, term.right], ([left, right]) =>
          left && right ? { ...common, op: term.op, left, right } : undefined,
        );
    }
  }

  #unfit(term: Term): undefined {
    this.#context.reporter.report('bad-argument-value', term.span, { found: describeType(term.type) });
    return undefined;
  }

  #with(part: Term, build: (node: ExpressionNode) => ExpressionNode): ExpressionNode | undefined {
    const node = this.#node(part);
    return node && build(node);
  }

  #withAll(
    parts: readonly Term[],
    build: (nodes: readonly ExpressionNode[]) => ExpressionNode | undefined,
  ): ExpressionNode | undefined {
    const nodes = parts.map((part) => this.#node(part));
    return nodes.every((node) => node !== undefined) ? build(nodes) : undefined;
  }

  /** A numbered version is known; which one an alias stands for is read at the instant of the event. */
  #version(term: Extract<Term, { op: 'version' }>): ExpressionNode | undefined {
    const text = termText(term);
    const common = { text, type: typeName(term.type) };
    const name = term.model.registered;
    if (/^\d+$/.test(term.version)) {
      return { ...common, op: 'constant', value: { name, version: term.version, uri: versionUri(name, term.version) } };
    }
    const tracker = needs(this.#context, 'tracker', term.span, text);
    if (tracker === undefined) return undefined;
    const fixed = { tracker, take: 'version', model: name, alias: term.version };
    const sensor = this.#sensor({
      label: text,
      type: common.type,
      source: { kind: 'mlflow', fixed },
      origin: this.#context.origin(term.span).text,
    });
    return { ...common, op: 'reading', sensor };
  }

  #reading(term: Extract<Term, { op: 'reading' }>): ExpressionNode | undefined {
    const source = lowerSource(this.#context, term.use, term.span, (part) => this.#node(part));
    if (!source) return undefined;
    const { window } = term.use;
    const [text, type] = [termText(term), typeName(term.type)];
    const origin = this.#context.origin(term.span).text;
    const readAs = lowerCalls(term.use);
    const sensor = this.#sensor(
      defined({
        label: text,
        type,
        readAs: readAs.length > 0 ? readAs : undefined,
        source,
        window,
        origin,
      }),
    );
    return { text, type, op: 'reading', sensor };
  }

  /**
   * The id of a sensor: one that asks for the same is the same. It follows from that alone, so that a reading that is under way
   * while an agent is upgraded is not taken for that of another sensor.
   */
  #sensor(sensor: Omit<SensorNode, 'id'>): string {
    const key = JSON.stringify([sensor.source, sensor.window ?? null]);
    const known = this.#sensors.get(key);
    if (!known) {
      const id = `${sensor.source.kind}-${fingerprint(key)}`;
      this.#sensors.set(key, { id, ...sensor });
      return id;
    }
    const readAs = unitedCalls(known.readAs, sensor.readAs);
    if (readAs.length > (known.readAs?.length ?? 0)) this.#sensors.set(key, { ...known, readAs });
    return known.id;
  }
}

/** The same for the same parts, in whatever words they are said. */
const contentId = (what: 'latch' | 'count', parts: readonly unknown[]): string =>
  `${what}-${fingerprint(JSON.stringify(parts, (key, value: unknown) => (key === 'text' ? undefined : value)))}`;
