import { Command, CommanderError, Option } from 'commander';
import { EXIT } from './exit.ts';
import { UsageError } from './usage.ts';

/** Runs a command line and gives its exit code. Commands are loaded when they are asked for. */
export async function main(args: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  process.stdout.on('error', ({ code: reason = 'no reason' }: NodeJS.ErrnoException) => {
    // Who reads only the beginning, as `head` does, has had enough.
    if (reason === 'EPIPE') process.exit(EXIT.ok);
    process.stderr.write(`sflow: the standard output cannot be written (${reason})\n`);
    process.exit(EXIT.usage);
  });
  const program = new Command('sflow')
    .description('Compiles autonomic machine-learning workflows to Kubernetes manifests.')
    .version('0.1.0')
    .exitOverride()
    .showHelpAfterError()
    .configureOutput({
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'sflow: '));
      },
    });

  const format = (): Option =>
    new Option('--format <format>', 'how messages are printed').choices(['text', 'json', 'sarif']).default('text');
  const platform = (): Option =>
    new Option('--platform <name>', 'the platform to use instead of the applications’ own');
  const values = (): Option => new Option('--values <file>', 'a YAML or JSON file with values of params');
  const set = (): Option =>
    new Option('--set <name=value>', 'the value of a param; may be given several times').argParser(
      (value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value],
    );

  const url = (): Option =>
    new Option('--url <address>', 'where the agent answers people, as a port that is forwarded');
  const kubeconfig = (): Option =>
    new Option('--kubeconfig <file>', 'by which its pod is found; that of kubectl if not said');
  const context = (): Option => new Option('--context <name>', 'of the kubeconfig; the current one if not said');

  const locked = (): Option =>
    new Option('--locked', 'makes mistakes of versions without an entry in models.lock.yaml, and of needless entries');

  program
    .command('check')
    .description('says what is wrong with the sources')
    .argument('<path>', 'a folder of sources, or one source')
    .option('--fix', 'makes the edits that messages propose')
    .option('--dry-run', 'with --fix: prints the edits and writes nothing')
    .addOption(locked())
    .addOption(
      new Option('--explain <what>', 'flapping: how often agents can undo what they did, and what bounds it').choices([
        'flapping',
      ]),
    )
    .addOption(format())
    .addOption(platform())
    .addOption(set())
    .addOption(values())
    .action(async (path: string, options: object) => {
      code = await (await import('./check.ts')).check(path, options);
    });
  program
    .command('build')
    .description('writes the manifests')
    .argument('<path>', 'a folder of sources, or one source')
    .requiredOption('-o, --output <folder>', 'where to; - is the standard output')
    .option('--force', 'also writes over files that were edited since a build wrote them')
    .addOption(locked())
    .addOption(format())
    .addOption(platform())
    .addOption(set())
    .addOption(values())
    .action(async (path: string, options: { output: string }) => {
      code = await (await import('./build.ts')).build(path, options);
    });
  program
    .command('lock')
    .description(
      'asks the trackers which versions the names of models stand for, and writes models.lock.yaml beside the sources',
    )
    .argument('<path>', 'a folder of sources, or one source')
    .option('--check', 'writes nothing and says what trackers say otherwise now; that is no mistake, and ends with 0')
    .addOption(
      new Option(
        '--tracker-url <address>',
        'where the tracker is reached from here; of several: ADDRESS-IN-SOURCES=ADDRESS, once for each',
      ).argParser((value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value]),
    )
    .addOption(format())
    .addOption(platform())
    .addOption(set())
    .addOption(values())
    .addHelpText(
      'after',
      '\nCredentials are read from MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.\nEnds with 1 for mistakes in the sources, or a version that its serving system cannot read; with 2, and nothing\nwritten, where a tracker gives no answer.',
    )
    .action(async (path: string, options: object) => {
      code = await (await import('./lock.ts')).lock(path, options);
    });
  program
    .command('fmt')
    .description('lays the sources out in the one style, and prints which it changed')
    .argument('[paths...]', 'folders of sources, or sources; - is the standard input', ['.'])
    .option('--check', 'changes nothing, prints which it would change, and ends with 1 if there are any')
    .option('--width <columns>', 'how long lines may be (default: 120)')
    .action(async (paths: string[], options: object) => {
      code = await (await import('./fmt.ts')).fmt(paths, options);
    });
  program
    .command('dev')
    .description('plays the agents against a scripted world on a virtual clock')
    .argument('<path>', 'a folder of sources, or one source')
    .option('--world <file>', 'the world; world.yaml beside the sources if not said')
    .option('--all', 'tells also the decisions to do nothing that came out as the one before')
    .addOption(format())
    .addOption(platform())
    .addOption(set())
    .addOption(values())
    .action(async (path: string, options: object) => {
      code = await (await import('./dev.ts')).dev(path, options);
    });
  program
    .command('replay')
    .description('plays the journal of an agent again, and says whether the same is decided')
    .argument('<journal>', 'its file, which is only read; while an agent has it open, a snapshot of it')
    .option('--json', 'prints what came of it as JSON')
    .action(async (journal: string, options: object) => {
      code = await (await import('./replay.ts')).replay(journal, options);
    });
  program
    .command('why')
    .description('tells why an agent that runs decided what it decided, and what came of it')
    .argument('<decision>', 'its id, as namespace/agent/strategy/schedule/1790000000000')
    .addOption(url())
    .addOption(kubeconfig())
    .addOption(context())
    .option('--json', 'prints it as JSON')
    .action(async (decision: string, options: object) => {
      code = await (await import('./why.ts')).why(decision, options);
    });
  program
    .command('why-not')
    .description('tells why a strategy of an agent that runs did not act, and what would have been enough')
    .argument('<strategy>', 'as namespace/agent/strategy; the name alone with --url')
    .option('--at <instant>', 'of which instant, as 2026-03-01T14:00:00Z; now if not said')
    .addOption(url())
    .addOption(kubeconfig())
    .addOption(context())
    .option('--json', 'prints it as JSON')
    .action(async (strategy: string, options: object) => {
      code = await (await import('./why.ts')).whyNot(strategy, options);
    });
  program
    .command('graph')
    .description('draws workflows, agents, and what acts on what')
    .argument('<path>', 'a folder of sources, or one source')
    .option('-o, --output <file>', 'where to; - is the standard output', '-')
    .addOption(
      new Option('--format <format>', 'by the ending of the file, or svg, if not said').choices([
        'svg',
        'mermaid',
        'dot',
      ]),
    )
    .option('--only <what>', 'workflows, agents, or the name of one of them')
    .addOption(platform())
    .addOption(set())
    .addOption(values())
    .action(async (path: string, options: { output: string }) => {
      code = await (await import('./graph.ts')).graph(path, options);
    });
  program
    .command('permissions')
    .description('shows what each agent may do in the cluster')
    .argument('<path>', 'a folder of sources, or one source')
    .option('--against <path>', 'sources of another version: shows what has changed since')
    .addOption(new Option('--format <format>', 'how they are printed').choices(['text', 'json']).default('text'))
    .addOption(platform())
    .addOption(set())
    .addOption(values())
    .action(async (path: string, options: { format: 'text' | 'json' }) => {
      code = await (await import('./permissions.ts')).permissions(path, options);
    });
  program
    .command('openapi')
    .description('writes what the author of an endpoint has to implement, as OpenAPI 3.1')
    .argument('<path>', 'a folder of sources, or one source')
    .argument('[endpoint]', 'the name of the endpoint, where there are several')
    .option('-o, --output <file>', 'where to, as JSON if its name ends so; - is the standard output', '-')
    .addOption(format())
    .addOption(platform())
    .addOption(set())
    .addOption(values())
    .action(async (path: string, endpoint: string | undefined, options: { output: string }) => {
      code = await (await import('./openapi.ts')).openapi(path, endpoint, options);
    });
  program
    .command('explain')
    .description('explains a message')
    .argument('<code>', 'as SF2001 or unknown-name')
    .action(async (name: string) => {
      code = await (await import('./explain.ts')).explain(name);
    });

  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof UsageError) {
      process.stderr.write(`sflow: ${error.message}\n`);
      return EXIT.usage;
    }
    // Nothing of a user's should lead here.
    const detail =
      error instanceof Error
        ? process.env['SFLOW_DEBUG'] === undefined
          ? error.message
          : (error.stack ?? '')
        : String(error);
    process.stderr.write(`sflow: this is a mistake of sflow itself, not of yours: ${detail}\n`);
    return EXIT.internal;
  }
}
