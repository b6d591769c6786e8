import { stream, writeFiles } from '../emit/emit.ts';
import { compilePath, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { writeOutput } from './write-output.ts';

export async function build(path: string, options: CompileOptions & { readonly output: string }): Promise<number> {
  const { failed, manifests, images = [] } = await compilePath(path, options);
  if (failed || !manifests) return EXIT.errors;
  if (options.output === '-') {
    process.stdout.write(stream(manifests));
    return EXIT.ok;
  }
  const files = [...writeFiles(manifests), ...images];
  await writeOutput(options.output, files);
  const objects = manifests.reduce((sum, file) => sum + file.objects.length, 0);
  if ((options.format ?? 'text') === 'text') {
    process.stderr.write(
      `${options.output}: ${String(objects)} objects in ${String(files.length)} files; kubectl apply --server-side -k ${options.output}\n`,
    );
  }
  return EXIT.ok;
}
