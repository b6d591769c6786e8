import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../base/diagnostics/suggest.ts';
import { agentsIn, termsIn, type Executor, type Model } from '../model/model.ts';
import { valueOf } from '../reason/constant.ts';
import type { SensorUse, Term } from '../types/term.ts';
import { placeIn } from './place.ts';

/**
 * Metrics that are read and that no step of the program logs: in an experiment of which steps say what they log there, and of a
 * model that is registered and compared by a metric.
 */
export function findUnloggedMetrics(model: Model, reporter: Reporter): void {
  const logged = loggedIn(model);
  if (logged.size === 0) return;
  const told = new Set<string>();
  for (const agent of agentsIn(model)) {
    for (const strategy of agent.strategies) {
      for (const term of termsIn(strategy)) {
        const read = term.op === 'reading' ? metricOf(term.use) : undefined;
        const missing = read && missingOf(read, logged);
        if (!missing) continue;
        const { name, of, known } = missing;
        const { span, labels } = placeIn(agent, strategy, name.term.span);
        const key = `${span.path} ${String(span.start)}`;
        if (told.has(key)) continue;
        told.add(key);
        const quoted = JSON.stringify(name.text);
        const meant = closest(name.text, known);
        // A sensor of the library has its texts elsewhere than those who read it.
        const sure = meant === undefined || labels.length > 0 ? {} : didYouMean(quoted, JSON.stringify(meant), span);
        const help = 'help' in sure ? sure.help : `there are: ${known.join(', ')}`;
        reporter.report('unlogged-metric', span, { what: name.what, name: name.text, of }, { ...sure, labels, help });
      }
    }
  }
}

interface Named {
  readonly what: 'metric' | 'experiment';
  readonly text: string;
  readonly term: Term;
}

interface Read {
  readonly metric: Named;
  readonly experiment: Named;
}

function metricOf({ source, fields }: SensorUse): Read | undefined {
  const named = (what: Named['what']): Named | undefined => {
    const term = fields.get(what);
    const text = term && valueOf(term);
    return term && typeof text === 'string' ? { what, text, term } : undefined;
  };
  const [metric, experiment] = [named('metric'), named('experiment')];
  return source === 'mlflow' && metric && experiment ? { metric, experiment } : undefined;
}

type Logged = ReadonlyMap<string, ReadonlySet<string>>;

/** The metrics of each experiment of which a step says that it logs there: one that names an experiment logs all of its metrics there. */
function loggedIn({ batch }: Model): Logged {
  const logged = new Map<string, Set<string>>();
  for (const { metrics } of [...batch.values()].flatMap(({ executors }) => executors)) {
    const experiment = metrics.find((metric) => metric.experiment !== undefined)?.experiment;
    if (experiment === undefined) continue;
    const names = logged.get(experiment) ?? new Set<string>();
    for (const { name } of metrics) names.add(name);
    logged.set(experiment, names);
  }
  return logged;
}

function missingOf(
  { metric, experiment }: Read,
  logged: Logged,
): { readonly name: Named; readonly of: string; readonly known: readonly string[] } | undefined {
  const known = logged.get(experiment.text);
  if (known)
    return known.has(metric.text)
      ? undefined
      : { name: metric, of: `the experiment ${experiment.text}`, known: [...known] };
  // Others log into experiments of theirs, so that only one that is nearly ours was misspelt.
  const ours = [...logged.keys()].filter((name) => logged.get(name)?.has(metric.text));
  const meant = closest(experiment.text, ours);
  return meant === undefined ? undefined : { name: experiment, of: 'any step', known: [meant] };
}

/** A model that steps register, of which none says that it logs the metric by which its versions are compared. */
export function findUnscoredModels(model: Model, reporter: Reporter): void {
  const workflows = [...model.batch.values()];
  const registered = new Map(
    workflows.flatMap(({ registers }) => registers.map((register) => [register.model.id, register.model] as const)),
  );
  for (const { id, name, better } of registered.values()) {
    if (!better) continue;
    const steps = workflows.flatMap(({ registers, executors }) =>
      registers
        // Of a step that is chosen by that metric it was said already.
        .filter(({ model: of, by }) => of.id === id && by?.metric !== better.metric)
        .flatMap(({ candidates }) => executors.filter((executor) => candidates.includes(executor.name))),
    );
    if (steps.length === 0 || steps.some((step) => logs(step, better.metric))) continue;
    const known = [...new Set(steps.flatMap(({ metrics }) => metrics.map((metric) => metric.name)))];
    const [first] = steps;
    const details = didYouMean(better.metric, closest(better.metric, known), better.span);
    const help =
      details.help ?? `say in ${first?.name ?? 'the step'} that it logs it, as in: metric ${better.metric} : Number`;
    const labels = steps.map((step) => ({ span: step.span, text: `${step.name} registers it` }));
    reporter.report(
      'unscored-model',
      better.span,
      { name, metric: better.metric, known },
      { ...details, help, labels },
    );
  }
}

const logs = ({ metrics }: Executor, metric: string): boolean => metrics.some(({ name }) => name === metric);
