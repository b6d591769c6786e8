import { app } from '../marked.ts';
import type { Chance } from '../../agent/reference/chance.ts';

/** Whether something of a program lies between an event and what is done for it: a person, or pauses. */
export interface SpendingProgram {
  readonly text: string;
  readonly isPrompt: boolean;
}

const WORLD = `import { request-rate } from "std/istio"
${app(`model m { registered "m"  better accuracy }
workflow train : batch { executor step { image "a:1" } }
workflow serve : online { service s : transformer { image "a:1" }
  replicas 1..9 scale on request-rate(serve) per replica to 20/s }
sensor x : Number from prometheus { query: "x", unit: 1 }
`)}`;

const SPAN = ['20m', '1h', '150m', '7h', '1d', '36h'] as const;
const ZONES = ['', ' in "Europe/Madrid"', ' in "Australia/Lord_Howe"'] as const;
const SINCE = '2026-03-28T00:00Z';

function schedule(chance: Chance): string {
  switch (chance.int(6)) {
    case 0:
      return `cron "${chance.pick(['0 3', '*/30 *', '15 2,3', '0 */4'])} * * *"${chance.pick(ZONES)}`;
    case 1:
      return `at "2026-03-28T${chance.pick(['02', '09', '17'])}:00Z"`;
    case 2:
      return `every ${chance.pick(['30m', '2h'])} from "${SINCE}" until "2026-03-28T${chance.pick(['06', '18'])}:00Z"`;
    default:
      return `every ${chance.pick(['20m', '45m', '1h', '5h'])}${chance.odds(0.3) ? ` jitter ${chance.pick(['1m', '19m'])}` : ''}`;
  }
}

const event = (chance: Chance): string =>
  chance.pick(['called go()', 'called stop()', 'on train.ended', 'on m.promoted']);

function trigger(chance: Chance): string {
  switch (chance.int(7)) {
    case 0:
    case 1:
      return event(chance);
    case 2:
      return `${schedule(chance)} or ${chance.odds(0.7) ? schedule(chance) : event(chance)}`;
    case 3:
      return `${schedule(chance)} and ${event(chance)} within ${chance.pick(['10m', '1h', '6h'])}`;
    case 4:
      return `every 20m from "${SINCE}" and every ${chance.pick(['30m', '1h', '3h'])} from "${SINCE}"`;
    default:
      return schedule(chance);
  }
}

function action(chance: Chance, isPrompt: boolean): string {
  const text = chance.pick([
    'runWorkflow(train)',
    'runWorkflow(train)',
    'runExecutor(train, executor: step)',
    'promote(m@1, to: production)',
    'updateWorkflowReplica(serve, by: +1)',
    'duplicateWorkflowInstance(serve, replicas: 2)',
    'stopWorkflow(train)',
    'set n = n + 1',
  ]);
  return !isPrompt && !text.startsWith('set') && chance.odds(0.4) ? `${text} retry 2 backoff 5m` : text;
}

function actions(chance: Chance, isPrompt: boolean): string {
  const all = Array.from({ length: 1 + chance.int(3) }, () => action(chance, isPrompt));
  const isParallel = chance.odds(0.2) && all.length > 1;
  return isParallel
    ? `parallel { ${all.filter((each) => !each.startsWith('set')).join('  ')}  stopWorkflow(train) }`
    : `{ ${all.join('  ')} }`;
}

function strategy(chance: Chance, name: string, isPrompt: boolean): string {
  const maybe = (share: number, text: () => string): string => (chance.odds(share) ? `  ${text()}\n` : '');
  const constraint = chance.odds(0.6);
  const isGiven = chance.odds(0.15);
  const per = (): string => (isGiven && chance.odds(0.5) ? ' per host' : '');
  return [
    `strategy ${name} {\n`,
    maybe(0.35, () => `cooldown ${chance.pick(SPAN)}${per()}`),
    maybe(0.35, () => `limit ${String(1 + chance.int(3))} per ${chance.pick(SPAN)}${per()}`),
    maybe(0.2, () => `priority ${String(chance.int(3))}`),
    maybe(0.3, () => `timeout ${chance.pick(['5m', '40m', '3h'])}`),
    isPrompt ? '' : maybe(0.3, () => 'approval by "leads"'),
    maybe(0.08, () => 'dry-run'),
    `  WHEN ${isGiven ? 'called give(host: Int)' : trigger(chance)}\n`,
    constraint ? `  IF x > 0${chance.odds(0.2) ? ' for 1h' : ''}\n` : '',
    `  THEN ${actions(chance, isPrompt)}\n`,
    constraint ? maybe(0.4, () => `ELSE ${actions(chance, isPrompt)}`) : '',
    constraint ? maybe(0.4, () => `when unknown ${actions(chance, isPrompt)}`) : '',
    maybe(0.4, () => `on failure ${actions(chance, isPrompt)}`),
    '}\n',
  ].join('');
}

/** One to three strategies, with a budget or without. */
export function spendingProgram(chance: Chance): SpendingProgram {
  const isPrompt = chance.odds(0.6);
  const budgets = ['runs', 'promotions', 'replica-changes']
    .filter(() => chance.odds(0.35))
    .map((kind) => `budget ${kind} ${String(1 + chance.int(5))} per ${chance.pick(SPAN)}\n`);
  const strategies = ['a', 'b', 'c'].slice(0, 1 + chance.int(3)).map((name) => strategy(chance, name, isPrompt));
  return { text: `${WORLD}agent spender {\nstate n : Int = 0\n${budgets.join('')}${strategies.join('')}}`, isPrompt };
}
