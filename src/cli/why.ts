import { formatInstant } from '../base/values/format.ts';
import { isRecord } from '../base/values/plain.ts';
import { onOneLine } from '../base/values/words.ts';
import { reachAgent, ReachError, type Reached } from '../reach/agent-port.ts';
import { EXIT } from './exit.ts';
import { UsageError } from './usage.ts';

export interface WhyOptions {
  readonly url?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly json?: boolean;
}

export interface WhyNotOptions extends WhyOptions {
  readonly at?: string;
}

/** Tells what an agent decided, why, and what came of it. */
export async function why(decision: string, options: WhyOptions): Promise<number> {
  const answer = await asked(decision, options, `/v1/why?decision=${encodeURIComponent(decision)}`);
  if (options.json === true) return printed(answer);
  const enough = answer['enough'];
  process.stdout.write(
    [
      textOf(answer['of']),
      ...lines(answer['lines']).map((line) => `  ${line}`),
      ...(typeof enough === 'string' ? [`  enough would have been: ${textOf(enough)}`] : []),
      '',
    ].join('\n'),
  );
  return EXIT.ok;
}

/** Tells why a strategy did not act, and what would have been enough. */
export async function whyNot(strategy: string, options: WhyNotOptions): Promise<number> {
  const query = new URLSearchParams({ strategy: strategy.split('/').at(-1) ?? '' });
  if (options.at !== undefined) query.set('at', instantOf(options.at));
  const answer = await asked(strategy, options, `/v1/why-not?${query.toString()}`);
  if (options.json === true) return printed(answer);
  const { reason, enough, more, decision } = answer;
  process.stdout.write(
    [
      textOf(reason),
      ...(typeof enough === 'string' ? [`  enough would have been: ${textOf(enough)}`] : []),
      ...lines(more).map((line) => `  ${line}`),
      ...(typeof decision === 'string' ? [`  more: sflow why ${decision}`] : []),
      '',
    ].join('\n'),
  );
  return EXIT.ok;
}

type Answer = Readonly<Record<string, unknown>>;

/** What an agent says stands in logs and on terminals. */
const textOf = (value: unknown): string => (typeof value === 'string' ? onOneLine(value, LONGEST) : '');
const LONGEST = 2000;
const lines = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).flatMap((line: unknown) =>
    typeof line === 'string' ? [`${/^ */.exec(line)?.[0] ?? ''}${textOf(line.trimStart())}`] : [],
  );

function printed(answer: Answer): number {
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  return EXIT.ok;
}

function instantOf(text: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new UsageError(`--at wants an instant, as 2026-03-01T14:00:00Z, not ${text}`);
  return formatInstant(at);
}

/** Milliseconds. */
const PATIENCE = 30_000;

async function asked(name: string, options: WhyOptions, path: string): Promise<Answer> {
  const reached = await reach(name, options);
  try {
    return await ask(reached.url, path);
  } finally {
    reached.release();
  }
}

/** A name has the place in front: `namespace/agent/strategy`. */
async function reach(name: string, { url, kubeconfig, context }: WhyOptions): Promise<Reached> {
  if (url !== undefined) {
    if (!URL.canParse(url)) throw new UsageError(`--url wants an address, as http://127.0.0.1:8081, not ${url}`);
    return { url: url.replace(/\/$/, ''), release: () => undefined };
  }
  const [namespace, agent, strategy] = name.split('/');
  if (namespace === undefined || agent === undefined || strategy === undefined)
    throw new UsageError(`say of which agent, as namespace/agent/${name}, or where it is reached, by --url`);
  try {
    return await reachAgent({
      namespace,
      agent,
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(context === undefined ? {} : { context }),
    });
  } catch (error) {
    throw error instanceof ReachError ? new UsageError(error.message) : error;
  }
}

async function ask(url: string, path: string): Promise<Answer> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(url + path, { signal: AbortSignal.timeout(PATIENCE), redirect: 'error' });
    body = await response.json();
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    throw new UsageError(`${url} ${late ? 'gives no answer in time' : 'gives no answer that an agent would give'}`);
  }
  if (!isRecord(body)) throw new UsageError(`${url} gives no answer that an agent would give`);
  if (!response.ok)
    throw new UsageError(textOf(body['detail']) || `${url} refuses it (HTTP ${String(response.status)})`);
  return body;
}
