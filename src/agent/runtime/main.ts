import { isMainThread } from 'node:worker_threads';
import { flags, PROGRAM, type FlagValues, type ProcessName } from '../../contract/process/command.ts';
import { flagsOf } from './flags.ts';

/** Of this release; the build says it. */
declare const SFLOW_VERSION: string;

const processes: Readonly<Record<ProcessName, string>> = {
  agent: 'runs the strategies of an agent',
  register: 'registers the best of some runs as a version of a model',
  notify: 'tells a webhook how a run ended',
  orchestrate: 'hands requests through the services of a workflow',
  clean: 'removes folders of runs that are gone',
};

const isProcess = (word: string): word is ProcessName => Object.hasOwn(flags, word);

const help = (): string => {
  const rows = Object.entries(processes).map(([name, what]) => `  ${name.padEnd(12)} ${what}\n`);
  return `Usage: ${PROGRAM} PROCESS --NAME=VALUE…\n\n${rows.join('')}\n  --version    tells the release\n  --help       tells this\n`;
};

/** The code with which it ends: 2 where a command line is none. What a process does not need is not loaded. */
async function run([word = '', ...given]: readonly string[]): Promise<number> {
  if (word === '--version' || word === '--help') {
    process.stdout.write(word === '--help' ? help() : `${SFLOW_VERSION}\n`);
    return 0;
  }
  if (isProcess(word)) return runProcess(word, given);
  process.stderr.write(help());
  return 2;
}

const io = {
  say: (line: string): void => void process.stdout.write(`${line}\n`),
  complain: (line: string): void => void process.stderr.write(`${line}\n`),
};

async function runProcess(name: ProcessName, given: readonly string[]): Promise<number> {
  switch (name) {
    case 'agent':
      return withFlags('agent', given, async (values) =>
        (await import('./commands/agent.ts')).runAgent(values, process.env, io, ending()),
      );
    case 'register':
      return withFlags('register', given, async (values) =>
        (await import('./commands/register.ts')).registerBest(values, process.env, io),
      );
    case 'notify':
      return withFlags('notify', given, async (values) =>
        (await import('./commands/notify.ts')).notifyOfEnd(values, process.env, io),
      );
    case 'orchestrate':
      return withFlags('orchestrate', given, async (values) =>
        (await import('./commands/orchestrate.ts')).orchestrate(values, process.env, io, ending()),
      );
    case 'clean':
      return withFlags('clean', given, async (values) => (await import('./commands/clean.ts')).clean(values, io));
  }
}

async function withFlags<P extends ProcessName>(
  name: P,
  given: readonly string[],
  begin: (values: FlagValues<P>) => Promise<number>,
): Promise<number> {
  const read = flagsOf(name, given);
  if ('values' in read) return begin(read.values);
  for (const line of read.wrong) io.complain(`${PROGRAM} ${name}: ${line}`);
  return 2;
}

/** Ends when Kubernetes, or a person, ends the process. */
function ending(): AbortSignal {
  const end = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      end.abort();
    });
  return end.signal;
}

// The thread of a journal runs the same file. A process that has come to its end waits for no connection of anybody.
if (isMainThread) process.exit(await run(process.argv.slice(2)));
else await import('./journal/sqlite-worker.ts');
