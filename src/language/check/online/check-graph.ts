import type { Label, Reporter } from '../../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type { Span } from '../../../base/source/source.ts';
import type * as syntax from '../../syntax/nodes.ts';
import type { CheckedService } from './check-service.ts';
import type { Checker } from '../checker.ts';
import type { GraphElement } from '../../model/model.ts';
import { only } from '../settings.ts';

/** The graph of a workflow; where it has one service that is all of it. */
export function checkGraph(
  checker: Checker,
  declaration: syntax.Workflow,
  services: readonly CheckedService[],
): GraphElement[] {
  const { reporter } = checker;
  const graph = only(reporter, declaration.members, 'graph');
  const names = services.map(({ name }) => name);
  if (!graph) {
    if (services.length > 1) {
      const help = `write, in the order of a request: graph ${names.join(' -> ')}`;
      reporter.report('graph-missing', declaration.name.span, { count: services.length }, { help });
    }
    return names;
  }
  const reading = new GraphReading(reporter, declaration.name.text, services);
  const path = reading.path(graph.path, true);
  for (const service of services) {
    if (!reading.isSound || reading.seen.has(service.name)) continue;
    const labels = [{ span: graph.span, text: 'the graph is here' }];
    reporter.report('not-in-graph', service.span, { service: service.name }, { labels });
  }
  return path;
}

class GraphReading {
  /** Where each service stands in the graph. */
  readonly seen = new Map<string, Span>();
  isSound = true;
  readonly #reporter: Reporter;
  readonly #workflow: string;
  readonly #services: ReadonlyMap<string, CheckedService>;

  constructor(reporter: Reporter, workflow: string, services: readonly CheckedService[]) {
    this.#reporter = reporter;
    this.#workflow = workflow;
    this.#services = new Map(services.map((service) => [service.name, service]));
  }

  path(items: readonly syntax.GraphItem[], isWhole: boolean): GraphElement[] {
    const elements = items.flatMap((item) => this.#element(item));
    if (this.isSound) this.#checkShape(items, isWhole);
    return elements;
  }

  #element(item: syntax.GraphItem): GraphElement[] {
    if (item.kind === 'branches') {
      return [{ span: item.span, paths: item.paths.map((path) => this.path(path, false)) }];
    }
    const { text: name, span } = item;
    if (name === '') this.isSound = false;
    else if (this.seen.has(name)) {
      const first = this.seen.get(name);
      const labels = first ? [{ span: first, text: 'it stands here already' }] : [];
      this.#reporter.report('duplicate-name', span, { name, what: 'node of the graph' }, { labels });
    } else if (this.#services.has(name)) {
      this.seen.set(name, span);
      return [name];
    } else {
      this.isSound = false;
      const meant = closest(name, [...this.#services.keys()]);
      this.#reporter.report(
        'unknown-node',
        span,
        { name, what: 'service', of: `the workflow ${this.#workflow}` },
        didYouMean(name, meant, span),
      );
    }
    return [];
  }

  #roleOf(item: syntax.GraphItem | undefined): string | undefined {
    return item?.kind === 'name' ? this.#services.get(item.text)?.role : undefined;
  }

  /** A router stands before branches, a combiner behind them, and of branches with neither only one would be asked. */
  #checkShape(items: readonly syntax.GraphItem[], isWhole: boolean): void {
    for (const [index, item] of items.entries()) {
      const [before, behind] = [items[index - 1], items[index + 1]];
      if (item.kind === 'branches') {
        const isRouted = this.#roleOf(before) === 'router';
        const isCombined = this.#roleOf(behind) === 'combiner';
        if (item.paths.length < 2) {
          const what = 'the number of branches';
          this.#reporter.report('bad-range', item.span, { what, reason: 'is at least 2' });
        } else if (isRouted === isCombined) {
          this.#reporter.report(
            'branches-open',
            item.span,
            { both: isRouted },
            {
              help: 'a router stands before branches, as in pick -> [a, b]; a combiner behind, as in [a, b] -> join',
            },
          );
        }
        this.#checkRandom(before, item);
        this.#checkEnd(items.slice(index + (isCombined ? 2 : 1)), isWhole);
      } else if (this.#roleOf(item) === 'router' && behind?.kind !== 'branches') {
        const parameters = { service: item.text, role: 'router', place: 'behind' } as const;
        this.#reporter.report('without-branches', item.span, parameters, { labels: this.#declared(item) });
      } else if (this.#roleOf(item) === 'combiner' && before?.kind !== 'branches') {
        const parameters = { service: item.text, role: 'combiner', place: 'before' } as const;
        this.#reporter.report('without-branches', item.span, parameters, { labels: this.#declared(item) });
      }
    }
  }

  /** `RANDOM_ABTEST` has two branches (components.go). */
  #checkRandom(router: syntax.GraphItem | undefined, { paths, span }: syntax.Branches): void {
    if (router?.kind !== 'name' || this.#services.get(router.text)?.server !== 'random' || paths.length === 2) return;
    const reason = 'is 2 behind a random router';
    this.#reporter.report('bad-range', span, { what: 'the number of branches', reason });
  }

  #declared({ text }: syntax.Name): readonly Label[] {
    const service = this.#services.get(text);
    return service ? [{ span: service.span, text: `${text} is declared here, as a ${service.role}` }] : [];
  }

  /** Behind branches the answers come back: only output steps work on them. */
  #checkEnd(rest: readonly syntax.GraphItem[], isWhole: boolean): void {
    const odd = rest.find((item) => item.kind === 'branches' || this.#roleOf(item) !== 'output' || !isWhole);
    if (odd) this.#reporter.report('behind-branches', odd.span, {});
  }
}
