import { defined } from '../../base/values/defined.ts';
import type {
  FanOutPlan,
  InputPlan,
  StepValue,
  StoredInputPlan,
  StoredOutputPlan,
  ValuePlan,
} from '../plan/batch-plan.ts';
import type { Text } from '../plan/parts.ts';
import { readsOf, termsOf } from '../../language/model/reads.ts';
import type { Executor, Loop } from '../../language/model/model.ts';
import { plainPath, SHARED_FOLDER } from '../../base/values/path.ts';
import type { Span } from '../../base/source/source.ts';
import { within, type Term } from '../../language/types/term.ts';
import type { Type } from '../../language/types/type.ts';
import { needs, type Context } from './context.ts';
import { valueInput } from './names.ts';
import { constantText, listText, simplify } from './simplify.ts';
import { lowerText } from './text.ts';

/** Over what an executor is repeated. */
export function lowerFanOut(context: Context, { loops }: Executor): FanOutPlan[] {
  return loops.flatMap((loop): FanOutPlan[] => {
    const items = lowerItems(context, loop);
    return items ? [{ name: loop.name, items }] : [];
  });
}

function lowerItems(context: Context, { over }: Loop): FanOutPlan['items'] | undefined {
  const list = simplify(context, over);
  if (list.op === 'local') return { parameter: list.name };
  if (list.op === 'value') return stepValue(list);
  if (list.op === 'list') {
    const texts = list.items.map((item) => constantText(simplify(context, item)));
    if (texts.every((text) => text !== undefined)) return texts;
  }
  const help = 'write the list here, or make it a param of the workflow';
  context.reporter.report('not-constant', over.span, { what: 'an item of a list' }, { help });
  return undefined;
}

const stepValue = ({ executor, output, ofAll, type }: Term & { readonly op: 'value' }): StepValue =>
  defined({
    step: executor,
    output,
    isFanOut: ofAll,
    items: ofAll && type.kind === 'list' ? jsonOf(type.of) : undefined,
  });

/** How a value that a program left stands in a list as JSON: a duration is written with its unit. */
function jsonOf(type: Type): StepValue['items'] {
  if (type.kind === 'quantity') return type.name === 'Duration' ? undefined : 'json';
  if (type.kind === 'list') return 'json';
  return type.kind === 'scalar' && type.name === 'Bool' ? 'bool' : undefined;
}

/** Items and values that the executor's own template is given at its start. */
export function lowerInputs(executor: Executor): InputPlan[] {
  const inputs = new Map<string, InputPlan>(
    executor.loops.map(({ name }) => [name, { name, from: { item: name } }] as const),
  );
  const { condition: _, ...rest } = executor;
  for (const term of termsOf({ ...rest, loops: [] }).flatMap(within)) {
    if (term.op !== 'value') continue;
    const name = valueInput(term.executor, term.output);
    inputs.set(name, { name, from: stepValue(term) });
  }
  return [...inputs.values()];
}

export function lowerValues(context: Context, { values }: Executor): ValuePlan[] {
  return values.map(({ name, path, default: fallback }) => {
    const text = fallback && (listText(context, fallback) ?? constantText(simplify(context, fallback)));
    if (fallback && text === undefined) {
      context.reporter.report('not-constant', fallback.span, { what: 'the default of an output' });
    }
    return defined({ name, path: lowerText(context, path), default: text });
  });
}

/** What comes from the artifact store: by its key, and as other executors left it. */
export function lowerStoredInputs(context: Context, executor: Executor): StoredInputPlan[] {
  const own = executor.inputs.map(({ name, path, key, isPacked }): StoredInputPlan => ({
    name,
    path: lowerText(context, path),
    from: defined({ key: lowerKey(context, key), isPacked }),
  }));
  const read = readsOf(executor).flatMap((term): StoredInputPlan[] => {
    if (term.op !== 'stored' || term.executor === executor.name) return [];
    const name = valueInput(term.executor, term.output);
    return [{ name, path: lowerText(context, term.path), from: { step: term.executor, output: term.output } }];
  });
  const [first] = [...executor.inputs, ...executor.stored];
  if (first) needs(context, 'artifacts', first.span, `the object ${first.name}`);
  const inputs = [...own, ...read];
  checkPlaces(context, executor, inputs);
  return inputs;
}

export const lowerStoredOutputs = (context: Context, { stored }: Executor): StoredOutputPlan[] =>
  stored.map(({ name, path, key, isPacked }) =>
    defined({ name, path: lowerText(context, path), key: lowerKey(context, key), isPacked }),
  );

/** Keys are those below the prefix of the platform's address, `s3://bucket/prefix`. */
function lowerKey(context: Context, key: Term): Text {
  const { artifacts } = context.application.platform;
  const prefix = artifacts ? new URL(artifacts.url).pathname.replaceAll(/^\/+|\/+$/g, '') : '';
  const text = lowerText(context, key);
  if (prefix === '') return text;
  const [first, ...rest] = text;
  return typeof first === 'string' ? [`${prefix}/${first}`, ...rest] : [`${prefix}/`, ...text];
}

/** Argo refuses two things at one place, and an artifact where a volume is mounted. */
function checkPlaces(context: Context, executor: Executor, inputs: readonly StoredInputPlan[]): void {
  const taken = new Map<string, { readonly what: string; readonly span?: Span }>();
  if (context.application.platform.storage) taken.set(SHARED_FOLDER, { what: 'the shared volume' });
  for (const { path, span } of executor.volumes) taken.set(path, { what: 'a volume', span });
  for (const { name, path } of inputs) {
    const [written] = path;
    if (path.length !== 1 || typeof written !== 'string') continue;
    const place = plainPath(written);
    const other = taken.get(place);
    const span = executor.inputs.find((input) => input.name === name)?.span ?? executor.span;
    if (other !== undefined) {
      const labels = other.span ? [{ span: other.span, text: 'the other is here' }] : [];
      const parameters = { executor: executor.name, path: place, other: other.what };
      context.reporter.report('same-place-twice', span, parameters, { labels });
    }
    taken.set(place, { what: name, span });
  }
}
