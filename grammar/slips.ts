import type { Details } from '../src/base/diagnostics/diagnostic.ts';
import { unitMeant } from '../src/base/values/quantity.ts';
import type { Body } from '../src/language/syntax/clauses.ts';

/** A place where the grammar asks for something else, in the words of the text. */
export interface Odd {
  /** From the token that does not fit. */
  readonly from: string;
  /** From the token before it. */
  readonly behind: string;
  /** The lines of numbers: of the token before it, and of the one before that. */
  readonly before: readonly [last: string, beforeLast: string];
  /** What is asked for, as the message says it. */
  readonly expected: string;
}

/** An edit of so many characters, which begin `back` tokens before the one that does not fit. */
export interface Slip {
  readonly back: 0 | 1 | 2;
  readonly length: number;
  readonly text: string;
  readonly help: string;
}

const RATE = /^(\d[\d_.]*)[ \t]*(?:req(?:uest)?s?|quer(?:y|ies)|calls?)?[ \t]*(?:\/|per\b)[ \t]*([a-z]+)\b/i;
const SPACED = /^(\d[\d_.]*)[ \t]+([a-z]+\b|%)/i;

/** A quantity as it is written, where a text begins with one that is written otherwise, as `1 hour` or `10 req/s`. */
export function quantityAt(text: string): { readonly length: number; readonly text: string } | undefined {
  const [rate, spaced] = [RATE.exec(text), SPACED.exec(text)];
  const time = unitMeant(rate?.[2] ?? '');
  if (rate && time !== undefined && /^[smhd]$/.test(time)) {
    const written = `${rate[1] ?? ''}/${time}`;
    return written === rate[0] ? undefined : { length: rate[0].length, text: written };
  }
  const unit = unitMeant(spaced?.[2] ?? '');
  return spaced && unit !== undefined ? { length: spaced[0].length, text: `${spaced[1] ?? ''}${unit}` } : undefined;
}

/** Names with commas between. */
const NAMES = String.raw`[A-Za-z][\w-]*(?:\s*,\s*[A-Za-z][\w-]*)*`;

interface Pattern {
  readonly expected: RegExp;
  readonly found: RegExp;
  readonly text: (found: RegExpExecArray) => string;
  readonly help: string;
  /** It begins with the token before. */
  readonly back?: 1;
}

const IMPORT = 'an import is written: import { request-rate } from "std/istio"';
const path = (text: string): string => (text.startsWith('"') ? text : `"${text.replaceAll('.', '/')}"`);

/** What people write who know other languages, by what is asked for at its place. */
const patterns: readonly Pattern[] = [
  {
    expected: /^a clause of (?:an executor|a service|an agent|a workflow|a platform|an application|a model)/,
    found: /^,/,
    text: () => '',
    help: 'nothing stands behind a clause; the next one simply follows',
  },
  {
    expected: /./,
    back: 1,
    found: /^storage\s+journal(?=\s+")/,
    text: () => 'journal volume',
    help: 'storage is what steps share; what agents remember has its own: journal volume "…"',
  },
  { expected: /THEN$/, found: /^(?:DO|Do|do)\b/, text: () => 'THEN', help: 'actions stand behind THEN' },
  {
    expected: /^`\{`$/,
    found: /^(?:depends[-_ ]?on|needs|requires|follows)\b:?(?=\s+[[A-Za-z])/i,
    text: () => 'after',
    help: 'what an executor waits for stands behind after',
  },
  {
    expected: /^`\{`$/,
    found: /^(failed|ended|succeeded)\b/,
    text: ([, state = '']) => `.${state}`,
    help: 'a state stands behind a dot, as in: after load.failed',
  },
  {
    expected: /^the name of an executor$/,
    found: new RegExp(String.raw`^\[\s*(${NAMES})\s*\]`),
    text: ([, names = '']) => names,
    help: 'the names stand without brackets, with commas between',
  },
  {
    expected: /^`\{`$/,
    found: /^(?:and|&)\s+(?=[A-Za-z])/,
    text: () => ', ',
    help: 'several names stand behind after, with commas between',
  },
  {
    expected: /^a declaration$/,
    found: new RegExp(String.raw`^from\s+("[^"\n]*"|[\w./-]+)\s+import\s+(?:\{\s*(${NAMES})\s*,?\s*\}|(${NAMES}))`),
    text: ([, file = '', braced, bare]) => `import { ${braced ?? bare ?? ''} } from ${path(file)}`,
    help: IMPORT,
  },
  {
    expected: /names to import$/,
    found: new RegExp(String.raw`^${NAMES}(?=\s+from\s)`),
    text: ([names]) => `{ ${names} }`,
    help: IMPORT,
  },
  {
    expected: /clause of a workflow/,
    found: /^(?:-+>|>+)(?=\s*[[A-Za-z])/,
    text: () => '->',
    help: 'the services of a graph stand between arrows: prepare -> predictor',
  },
  {
    expected: /clause of a workflow/,
    found: /^\.{3}\s*(?=\d)/,
    text: () => '..',
    help: 'a range is written 3..10',
  },
  {
    expected: /./,
    found: /^--(?!>)[ \t]?([^\n]*)/,
    text: ([, comment = '']) => `// ${comment}`,
    help: 'a comment begins with //',
  },
];

/** What was most likely meant where something does not fit. */
export function slipAt({ from, behind, before, expected }: Odd): Slip | undefined {
  for (const [index, text] of before.entries()) {
    const quantity = quantityAt(text);
    if (!quantity) continue;
    const help = `a number and its unit are one word: ${quantity.text}`;
    return { back: index === 0 ? 1 : 2, ...quantity, help };
  }
  for (const pattern of patterns) {
    const { back = 0 } = pattern;
    const found = pattern.expected.test(expected) ? pattern.found.exec(back === 0 ? from : behind) : null;
    if (found) return { back, length: found[0].length, text: pattern.text(found), help: pattern.help };
  }
  return undefined;
}

/** Clauses as other systems call them, by the title of what they stand in. */
const synonyms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'an application': { platform: 'on', cluster: 'on', environment: 'on', owner: 'team', group: 'team' },
  'a platform': { docker: 'registry', mlflow: 'tracker', prometheus: 'metrics', s3: 'artifacts', istio: 'mesh' },
  'a model': { metric: 'better', compare: 'better', name: 'registered', registry: 'registered' },
  'a workflow': {
    step: 'executor',
    task: 'executor',
    job: 'executor',
    stage: 'executor',
    node: 'executor',
    cron: 'schedule',
    deadline: 'timeout',
    concurrency: 'parallel',
    parallelism: 'parallel',
    host: 'expose',
    ingress: 'expose',
    fallback: 'backup',
    standby: 'backup',
    pipeline: 'graph',
  },
  'an executor': {
    environment: 'env',
    envs: 'env',
    arguments: 'args',
    cmd: 'command',
    entrypoint: 'command',
    retries: 'retry',
    container: 'image',
    requests: 'resources',
    limits: 'resources',
    deadline: 'timeout',
    mounts: 'volumes',
    nodeSelector: 'nodes',
    metrics: 'metric',
    outputs: 'output',
    inputs: 'input',
  },
  'an endpoint': { url: 'at', address: 'at', token: 'credentials', auth: 'credentials', environment: 'env' },
  'a service': { environment: 'env', envs: 'env', arguments: 'args', container: 'image', requests: 'resources' },
  'an agent': { rule: 'strategy', policy: 'strategy', quota: 'budget', limit: 'budget', limits: 'budget' },
  'a strategy': { ON: 'WHEN', On: 'WHEN', trigger: 'WHEN' },
};

/** The clause that is meant by a word of another system. */
export const synonymOf = (word: string, { title }: Body): string | undefined =>
  Object.hasOwn(synonyms[title] ?? {}, word) ? synonyms[title]?.[word] : undefined;

/** A message with the edit of a synonym. */
export const meantBySynonym = (meant: string, span: NonNullable<Details['fix']>['span']): Details => ({
  help: `this is called ${meant} here`,
  fix: { span, text: meant },
});
