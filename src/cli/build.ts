import { manifestFiles, manifestStream } from '../api/index.ts';
import { compilePath, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { writeOutput } from './write-output.ts';

export async function build(path: string, options: CompileOptions & { readonly output: string }): Promise<number> {
  const { ok, manifests, images } = await compilePath(path, options);
  if (!ok) return EXIT.errors;
  if (options.output === '-') {
    process.stdout.write(manifestStream(manifests));
    return EXIT.ok;
  }
  const files = [...manifestFiles(manifests), ...images];
  writeOutput(options.output, files);
  const objects = manifests.reduce((sum, file) => sum + file.objects.length, 0);
  if ((options.format ?? 'text') === 'text') {
    process.stderr.write(
      `${options.output}: ${String(objects)} objects in ${String(files.length)} files; kubectl apply --server-side -k ${options.output}\n`,
    );
  }
  return EXIT.ok;
}
