import { substitute } from '../types/substitute.ts';
import { within, type Term } from '../types/term.ts';
import {
  actionsOf,
  agentsIn,
  branchesOf,
  simpleActions,
  type Agent,
  type BranchName,
  type CallAction,
  type Model,
  type Strategy,
  type Trigger,
} from '../model/model.ts';
import { anywhere, meet, type Outcome, type Region } from './box.ts';
import { regionOf } from './region.ts';
import type { TermOwner } from './term-key.ts';
import { writesOf, type Write } from './writes.ts';

/** A branch of a strategy, and one field that it writes: itself, or through calls of other agents. */
export interface Writer {
  readonly agent: Agent;
  readonly strategy: Strategy;
  readonly branch: BranchName;
  readonly owner: TermOwner;
  readonly write: Write;
  /** What has to be so for it to write; the same list for all writes of one branch. */
  readonly conditions: readonly Condition[];
  /** The calls that lead to the write, the first first. */
  readonly through: readonly CallStep[];
}

/** A constraint with the outcome that it has to have. */
export interface Condition {
  readonly term: Term;
  readonly owner: TermOwner;
  readonly outcome: Outcome;
}

export interface CallStep {
  readonly call: CallAction;
  /** The one that answers. */
  readonly strategy: Strategy;
  readonly branch: BranchName;
}

/** Chains of more calls than that are not followed. */
const MOST_CALLS = 4;

/** The outcome for which a branch stands. What fails was begun for a constraint that held. */
const outcomes: Readonly<Record<BranchName, Outcome>> = {
  then: 'true',
  failure: 'true',
  else: 'false',
  unknown: 'unknown',
};

/** All that agents write, in order of source. Strategies that are only tried write nothing. */
export class Writers {
  readonly #receivers = new Map<string, { readonly agent: Agent; readonly strategy: Strategy }[]>();
  readonly #regions = new Map<readonly Condition[], Region>();
  readonly #found = new Map<Agent, readonly Writer[]>();
  /** The receivers that are called. */
  readonly #calls = new Set<string>();
  readonly #called = new Map<string, boolean>();

  readonly #agents: readonly Agent[];
  readonly #counts: (strategy: Strategy) => boolean;
  #withTried: Writers | undefined;

  /** All agents of the program: calls go from one to another. */
  constructor(agents: readonly Agent[], counts = acts) {
    this.#agents = agents;
    this.#counts = counts;
    for (const agent of agents) {
      for (const strategy of agent.strategies.filter(counts)) {
        for (const call of callsOf(strategy)) this.#calls.add(call);
        for (const receiver of receiversIn(strategy.trigger)) {
          const key = receiverKey(agent.id, receiver);
          const known = this.#receivers.get(key);
          if (known) known.push({ agent, strategy });
          else this.#receivers.set(key, [{ agent, strategy }]);
        }
      }
    }
  }

  /** Also what those would write that are only tried. */
  get withTried(): Writers {
    return (this.#withTried ??= this.#agents.some(({ strategies }) => !strategies.every(acts))
      ? new Writers(this.#agents, () => true)
      : this);
  }

  of(agent: Agent): readonly Writer[] {
    const known = this.#found.get(agent) ?? this.#find(agent);
    this.#found.set(agent, known);
    return known;
  }

  /** Whether agents of the program make a call, and all of them are known: a call that leads back to itself may come at any time. */
  isCalled(agent: Agent, receiver: string): boolean {
    const key = receiverKey(agent.id, receiver);
    const known = this.#called.get(key) ?? (this.#calls.has(key) && !this.#leadsBack(key));
    this.#called.set(key, known);
    return known;
  }

  #leadsBack(key: string): boolean {
    const seen = new Set<string>();
    const open = [key];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const { strategy } of this.#receivers.get(next) ?? []) {
        for (const call of callsOf(strategy)) {
          if (call === key) return true;
          if (seen.has(call)) continue;
          seen.add(call);
          open.push(call);
        }
      }
    }
    return false;
  }

  #find(agent: Agent): readonly Writer[] {
    return agent.strategies.filter(this.#counts).flatMap((strategy) => {
      const owner = ownerOf(agent, strategy);
      return branchesOf(strategy).flatMap(({ name, actions }): readonly Writer[] => {
        const conditions = conditionsOf(strategy, owner, name);
        const from = { agent, strategy, branch: name, owner };
        return this.#follow({ ...from, conditions, through: [] }, owner, simpleActions(actions));
      });
    });
  }

  /** Where the branch of a writer is taken, found once. */
  region({ conditions }: Writer): Region {
    const known = this.#regions.get(conditions);
    if (known) return known;
    let region = anywhere;
    for (const { term, owner, outcome } of conditions) region = meet(region, regionOf(term, owner, outcome));
    this.#regions.set(conditions, region);
    return region;
  }

  #follow(from: Omit<Writer, 'write'>, owner: TermOwner, actions: readonly SimpleAction[]): readonly Writer[] {
    return actions.flatMap((action): readonly Writer[] => {
      if (action.kind === 'call') return this.#answers(from, action);
      // What an agent makes of calls that it takes one after the other is its own affair.
      if (action.kind === 'set' && from.through.length > 0) return [];
      return writesOf([action], owner).map((write) => ({ ...from, write }));
    });
  }

  /** What is written by those that answer a call, with the values that it carries. */
  #answers(from: Omit<Writer, 'write'>, call: CallAction): readonly Writer[] {
    const { through, conditions } = from;
    if (through.length >= MOST_CALLS) return [];
    const answers = this.#receivers.get(receiverKey(call.agent.id, call.receiver)) ?? [];
    return answers.flatMap(({ agent, strategy }): readonly Writer[] => {
      const isCircle = strategy === from.strategy || through.some((step) => step.strategy === strategy);
      if (isCircle) return [];
      const { path, start } = call.span;
      const by = `${from.agent.id} ${from.strategy.name} ${path} ${String(start)}`;
      const owner = { ...ownerOf(agent, strategy), call: [from.owner.call, by].join(' ') };
      const values = new Map([...call.arguments].filter(([, term]) => isTheSameAnywhere(term)));
      return branchesOf(strategy).flatMap(({ name, actions }): readonly Writer[] => {
        const own = conditionsOf(strategy, owner, name).map((each) => ({
          ...each,
          term: substitute(each.term, values),
        }));
        const all = own.length === 0 ? conditions : [...conditions, ...own];
        const filled = simpleActions(actions).map((action) => withValues(action, values));
        const step = { call, strategy, branch: name };
        return this.#follow({ ...from, conditions: all, through: [...through, step] }, owner, filled);
      });
    });
  }
}

const known = new WeakMap<Model, Writers>();

/** Those of all agents of a program, found once: several laws look at them, and so does lowering. */
export function writersIn(model: Model): Writers {
  const writers = known.get(model) ?? new Writers(agentsIn(model));
  known.set(model, writers);
  return writers;
}

type SimpleAction = ReturnType<typeof simpleActions>[number];

const acts = ({ modifiers }: Strategy): boolean => !modifiers.dryRun;

const receiverKey = (agent: Agent['id'], receiver: string): string => `${agent} ${receiver}`;

/** The receivers that a strategy calls. */
const callsOf = (strategy: Strategy): readonly string[] =>
  actionsOf(strategy).flatMap((action) =>
    action.kind === 'call' ? [receiverKey(action.agent.id, action.receiver)] : [],
  );

/** The calls that set a strategy off by themselves. */
function receiversIn(trigger: Trigger): readonly string[] {
  if (trigger.kind === 'called') return [trigger.receiver];
  return trigger.kind === 'any' ? trigger.triggers.flatMap(receiversIn) : [];
}

const conditionsOf = ({ constraint }: Strategy, owner: TermOwner, branch: BranchName): readonly Condition[] =>
  constraint ? [{ term: constraint, owner, outcome: outcomes[branch] }] : [];

/** Whether another agent means the same by it. What one remembers, was called with or has counted is its own. */
const isTheSameAnywhere = (term: Term): boolean =>
  within(term).every(
    (part) =>
      !['invalid', 'local', 'state', 'latch', 'count'].includes(part.op) &&
      !(part.op === 'reading' && part.use.window?.kind === 'since-last-fired'),
  );

function withValues(action: SimpleAction, values: ReadonlyMap<string, Term>): SimpleAction {
  if (values.size === 0) return action;
  if (action.kind === 'set') return { ...action, value: substitute(action.value, values) };
  const filled = [...action.arguments].map(([name, term]): [string, Term] => [name, substitute(term, values)]);
  return { ...action, arguments: new Map(filled) };
}

export function ownerOf({ id }: Agent, strategy: Strategy): TermOwner {
  const known = owners.get(strategy);
  if (known?.agent === id) return known;
  const { name, trigger } = strategy;
  const event = trigger.kind === 'called' ? `called ${trigger.receiver}` : name;
  const owner: TermOwner = { agent: id, strategy: name, event };
  owners.set(strategy, owner);
  return owner;
}

/** One object each, by which what is known of its terms is found again. */
const owners = new WeakMap<Strategy, TermOwner>();
