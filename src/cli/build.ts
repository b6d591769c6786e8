import { LOCK_FILE, manifestFiles, manifestStream, type ServedModel } from '../api/index.ts';
import { compilePath, shownPath, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { writeOutput } from './write-output.ts';

export async function build(path: string, options: CompileOptions & { readonly output: string }): Promise<number> {
  const { ok, manifests, images, models, root } = await compilePath(path, options);
  if (!ok) return EXIT.errors;
  if ((options.format ?? 'text') === 'text') process.stderr.write(guessesIn(models, root, path));
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

/** What nobody says: the versions that aliases are taken for, and where their files have to be. */
function guessesIn(models: readonly ServedModel[], root: string, path: string): string {
  const lines = models.flatMap(({ text, place, address, version = '', known }) => {
    if (known !== 'guessed' && known !== 'absent') return [];
    const why = known === 'absent' ? `is absent in ${LOCK_FILE}, and ` : 'is ';
    return [
      `${shownPath(root, place)}: ${text} ${why}taken for version ${version}, whose files have to be at ${address}\n`,
    ];
  });
  const advice = models.some(({ known }) => known === 'guessed')
    ? `which versions they are is asked by: sflow lock ${path}\n`
    : '';
  return [...new Set(lines)].join('') + advice;
}
