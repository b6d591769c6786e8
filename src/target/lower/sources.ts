import { defined } from '../../base/values/defined.ts';
import type { ExpressionNode, SourceCall } from '../../contract/strategy-graph/strategy-graph.ts';
import type { Span } from '../../base/source/source.ts';
import { timeoutOf } from '../../language/types/sources.ts';
import { termText } from '../../language/types/print-term.ts';
import { mapParts, within, type SensorUse, type Term } from '../../language/types/term.ts';
import type { Value } from '../../base/values/value.ts';
import { applicationOf, type Context, namesOf, needs, versionUri } from './context.ts';
import { lowerAddress } from './endpoints.ts';
import { declaredShares } from './online-target.ts';
import { checkPromql, oneLine } from './promql.ts';
import { simplify } from './simplify.ts';

export interface PrometheusFields {
  readonly url: string;
  /** Complete PromQL. */
  readonly query: string;
  /** The sensor's value is the query's times this. */
  readonly factor: number;
}

/** A query with all arguments put in. What is not known yet, and what is not PromQL, is reported. */
export function prometheusFields(context: Context, use: SensorUse, span: Span): PrometheusFields | undefined {
  const url = needs(context, 'metrics', span, `the sensor ${use.sensor}`);
  const query = fieldOf(context, use, 'query');
  const unit = fieldOf(context, use, 'unit');
  if (query && within(query).some(({ op }) => op === 'invalid')) return undefined;
  if (
    query?.op !== 'constant' ||
    typeof query.value !== 'string' ||
    unit?.op !== 'constant' ||
    typeof unit.value !== 'number'
  ) {
    const place = query?.op === 'constant' ? unit : query;
    context.reporter.report(
      'not-constant',
      span,
      { what: `the query of ${use.sensor}` },
      {
        labels: place ? [{ span: place.span, text: 'this depends on the event' }] : [],
      },
    );
    return undefined;
  }
  const text = oneLine(query.value);
  const reason = checkPromql(text);
  if (reason !== undefined) {
    context.reporter.report(
      'bad-promql',
      query.span,
      { reason },
      {
        labels:
          query.span.path === span.path && query.span.start === span.start ? [] : [{ span, text: 'it is read here' }],
      },
    );
    return undefined;
  }
  return url === undefined ? undefined : { url, query: text, factor: unit.value };
}

const fieldOf = (context: Context, use: SensorUse, name: string): Term | undefined => {
  const field = use.fields.get(name);
  return field && simplify(context, field);
};

/** What a source is asked for. `lower` turns a term that depends on the event into a node. */
export function lowerSource(
  context: Context,
  use: SensorUse,
  span: Span,
  lower: (term: Term) => ExpressionNode | undefined,
): SourceCall | undefined {
  switch (use.source) {
    case 'prometheus': {
      const fields = prometheusFields(context, use, span);
      return fields && { kind: 'prometheus', fixed: { ...fields } };
    }
    case 'kubernetes': {
      const of = fieldOf(context, use, 'of');
      const take = fieldOf(context, use, 'take');
      if (of?.op !== 'workflow' || take?.op !== 'constant') {
        context.reporter.report('not-constant', span, { what: `the workflow that ${use.sensor} reads` });
        return undefined;
      }
      const { namespace } = applicationOf(context, of.workflow);
      const { instance: name, deployments, service, virtualService } = namesOf(context, of.workflow, of.variant);
      if (take.value === 'share') {
        const declared = declaredShares(context, of.workflow)[service];
        if (of.variant === undefined || declared === undefined) {
          const whose = termText(of);
          const reason = `${whose} is no canary, and has no share that is its own`;
          context.reporter.report('not-readable', span, { what: use.sensor, reason });
          return undefined;
        }
        return { kind: 'kubernetes', fixed: { take: take.value, namespace, virtualService, service, declared } };
      }
      return { kind: 'kubernetes', fixed: { take: take.value, namespace, name, deployment: deployments[0] } };
    }
    case 'http':
      return lowerCustom(context, use, lower);
    default:
      return lowerTracker(context, use, span, lower);
  }
}

function lowerTracker(
  context: Context,
  use: SensorUse,
  span: Span,
  lower: (term: Term) => ExpressionNode | undefined,
): SourceCall | undefined {
  const tracker = needs(context, 'tracker', span, `the sensor ${use.sensor}`);
  if (tracker === undefined) return undefined;
  const fixed: Record<string, Value> = { tracker };
  const computed: Record<string, ExpressionNode> = {};
  for (const [name, field] of use.fields) {
    const term = simplify(context, field);
    if (term.op === 'constant') {
      if (term.value !== null) fixed[name] = term.value;
    } else if (term.op === 'version') {
      // The tracker resolves the alias when it is asked, so that score and version are of one instant.
      fixed[name] = { name: term.model.registered, version: term.version };
    } else if (dependsOnModel(term)) {
      context.reporter.report('not-readable', span, {
        what: use.sensor,
        reason: 'which metric its model is compared by is not known before the event',
      });
      return undefined;
    } else {
      const node = lower(term);
      if (!node) return undefined;
      computed[name] = node;
    }
  }
  return defined({ kind: use.source, fixed, computed: Object.keys(computed).length > 0 ? computed : undefined });
}

/** `version.model.better` of a version that comes with a call: the registry of models is known to the compiler alone. */
const dependsOnModel = (term: Term): boolean =>
  term.op === 'field' && (['better', 'direction'].includes(term.name) || dependsOnModel(term.of));

/** A custom sensor: its endpoint gets the arguments, as they are at the event. */
function lowerCustom(
  context: Context,
  use: SensorUse,
  lower: (term: Term) => ExpressionNode | undefined,
): SourceCall | undefined {
  const [endpoint, given] = ['endpoint', 'arguments'].map((name) => use.fields.get(name));
  if (endpoint?.op !== 'endpoint' || !given) return undefined;
  const inner = within(given).find(({ op }) => op === 'reading');
  if (inner) {
    const reason = 'one of its arguments is read from another sensor, and all are read at once';
    context.reporter.report('not-readable', inner.span, { what: use.sensor, reason });
    return undefined;
  }
  const address = lowerAddress(context, endpoint.endpoint, 'sensor', use.sensor, timeoutOf(use.fields));
  const node = lower(simplify(context, withAliases(given)));
  if (!address || !node) return undefined;
  return { kind: use.source, fixed: { name: use.sensor, endpoint: address }, computed: { arguments: node } };
}

/** The versions of models as they are written: whoever is asked resolves an alias itself, at the instant of the event. */
function withAliases(term: Term): Term {
  if (term.op !== 'version') return mapParts(term, withAliases);
  const name = term.model.registered;
  const { version, type, span } = term;
  return {
    op: 'constant',
    value: { name, version, uri: versionUri(name, version) },
    type,
    span,
    written: termText(term),
  };
}
