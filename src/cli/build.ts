import { manifestFiles, manifestStream, type ServedModel } from '../api/index.ts';
import { compilePath, shownPath, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { refuseAmongSources, writeOutput } from './write-output.ts';

interface BuildOptions extends CompileOptions {
  readonly output: string;
  readonly force?: boolean;
}

export async function build(path: string, options: BuildOptions): Promise<number> {
  const { ok, manifests, images, addedImages, models, root, paths } = await compilePath(path, options);
  if (!ok) return EXIT.errors;
  if ((options.format ?? 'text') === 'text') process.stderr.write(guessesIn(models, root, path));
  if (options.output === '-') {
    process.stdout.write(manifestStream(manifests));
    return EXIT.ok;
  }
  refuseAmongSources(options.output, paths);
  const files = [...manifestFiles(manifests), ...images];
  writeOutput(options.output, files, options.force);
  const objects = manifests.reduce((sum, file) => sum + file.objects.length, 0);
  if ((options.format ?? 'text') === 'text') {
    const apply = `kubectl apply --server-side -k ${options.output}`;
    const ofCluster = manifests.some((file) => file.path.startsWith('cluster/'))
      ? `${options.output}/cluster: belongs to no team; those who administer the cluster apply it first: ${apply}/cluster\n`
      : '';
    const pulled = addedImages.length > 0 ? `the cluster also has to be able to pull ${addedImages.join(', ')}\n` : '';
    process.stderr.write(
      `${options.output}: ${String(objects)} objects in ${String(files.length)} files; ${apply}\n${ofCluster}${pulled}`,
    );
  }
  return EXIT.ok;
}

/** What nobody says: the versions that aliases are taken for, and where their files have to be. */
function guessesIn(models: readonly ServedModel[], root: string, path: string): string {
  const lines = models
    .filter(({ known }) => known === 'guessed')
    .map(
      ({ text, place, address, version = '' }) =>
        `${shownPath(root, place)}: ${text} is taken for version ${version}, whose files have to be at ${address}\n`,
    );
  const advice = lines.length > 0 ? `which versions they are is asked by: sflow lock ${path}\n` : '';
  return [...new Set(lines)].join('') + advice;
}
