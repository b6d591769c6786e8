import { yamlText, type Interface } from '../api/index.ts';
import { compilePath, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { replaceFile } from './replace-file.ts';
import { UsageError } from './usage.ts';

/** Writes the interface of one endpoint, for whoever implements it: a program in a repository of its own, as likely as not. */
export async function openapi(
  path: string,
  endpoint: string | undefined,
  options: CompileOptions & { readonly output: string },
): Promise<number> {
  const { ok, interfaces } = await compilePath(path, options);
  if (!ok) return EXIT.errors;
  const { document } = choose(interfaces, endpoint, path);
  const text = options.output.endsWith('.json') ? `${JSON.stringify(document, null, 2)}\n` : readable(document);
  if (options.output === '-') process.stdout.write(text);
  else await replaceFile(options.output, text);
  return EXIT.ok;
}

/** The parts of a document in the order in which people read them, as the document has them; within each, keys are in order. */
const readable = (document: Interface['document']): string =>
  Object.entries(document)
    .map(([name, part]) => yamlText({ [name]: part }))
    .join('');

function choose(interfaces: readonly Interface[], endpoint: string | undefined, path: string): Interface {
  const found = interfaces.filter((one) => endpoint === undefined || one.endpoint === endpoint);
  const [first, second] = found;
  if (first && !second) return first;
  const known = interfaces.map((one) => `${one.endpoint} (${one.span.path})`).join(', ');
  if (interfaces.length === 0) throw new UsageError(`${path} declares no endpoint of custom sensors and actions`);
  if (!first) throw new UsageError(`${path} declares no endpoint ${endpoint ?? ''}; it has ${known}`);
  throw new UsageError(
    endpoint === undefined
      ? `which endpoint? name one of ${known}`
      : `several endpoints are called ${endpoint}; name the file of the one that is meant: ${known}`,
  );
}
