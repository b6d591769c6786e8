import type { OrchestratorNode } from '../../../contract/process/orchestrator.ts';
import type { Message } from './message.ts';
import type { Limits } from './limits.ts';
import { readAnswer, wrongAnswer } from './read-answer.ts';

/** Numbers, in lists that may hold lists. */
type Numbers = number | readonly Numbers[];

/** A tensor of the second protocol; other fields stay as the first answer has them. */
interface Tensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data: Numbers;
}

/** The mean of several answers, number by number. Throws a `Problem` that names the service whose answer does not fit the first one. */
export function average({ name }: OrchestratorNode, answers: readonly Message[], limits: Limits): Buffer {
  const read = answers.map((message) => ({ by: message.by ?? '', ...fieldsOf(readAnswer(message, limits)) }));
  const rows = read.map(({ by, predictions }) => ({ by, numbers: predictions }));
  const value =
    read[0]?.outputs === undefined
      ? { predictions: mean(rows) }
      : {
          model_name: name,
          outputs: averageTensors(read.map(({ by, outputs }) => ({ by, tensors: tensorsOf(by, outputs) }))),
        };
  return Buffer.from(JSON.stringify(value));
}

const fieldsOf = (given: unknown): { readonly predictions?: unknown; readonly outputs?: unknown } =>
  typeof given === 'object' && given !== null ? given : {};

function tensorsOf(by: string, given: unknown): readonly Tensor[] {
  const tensors = Array.isArray(given) ? (given as readonly unknown[]) : [];
  if (tensors.length > 0 && tensors.every(isTensor)) return tensors;
  throw wrongAnswer(by, 'no outputs that have a name, a datatype, a shape and numbers');
}

function isTensor(given: unknown): given is Tensor {
  const { name, datatype, shape } = (given ?? {}) as Partial<Record<keyof Tensor, unknown>>;
  return typeof name === 'string' && typeof datatype === 'string' && Array.isArray(shape);
}

/** Tensors go together by their names. Means of whole numbers have fractions. */
function averageTensors(answers: readonly { readonly by: string; readonly tensors: readonly Tensor[] }[]): Tensor[] {
  return (answers[0]?.tensors ?? []).map((first) => {
    const same = answers.map(({ by, tensors }) => {
      const tensor = tensors.find(({ name }) => name === first.name);
      if (JSON.stringify(tensor?.shape) !== JSON.stringify(first.shape))
        throw wrongAnswer(by, 'outputs of another name or shape than those beside it');
      return { by, numbers: tensor?.data };
    });
    const datatype = first.datatype.startsWith('FP') ? first.datatype : 'FP64';
    return { name: first.name, datatype, shape: first.shape, data: mean(same) };
  });
}

interface Given {
  readonly by: string;
  readonly numbers: unknown;
}

function mean(given: readonly Given[]): Numbers {
  const lists = given.map(({ numbers }) => (Array.isArray(numbers) ? (numbers as readonly unknown[]) : undefined));
  const [first] = lists;
  const odd = given.find(({ numbers }, index) =>
    first ? lists[index]?.length !== first.length : typeof numbers !== 'number',
  );
  if (odd) throw wrongAnswer(odd.by, 'no numbers of the same shape as those beside it');
  if (first) return first.map((_, at) => mean(given.map(({ by }, index) => ({ by, numbers: lists[index]?.[at] }))));
  return given.reduce((sum, { numbers }) => sum + Number(numbers), 0) / given.length;
}
