import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Reverts one rule of the engine after another and sees whether random histories find it: `node test/bench/mutants.ts [histories]
 * [words of a rule]`. A rule whose loss is not found is one that nothing holds.
 */
interface Mutant {
  readonly rule: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const ENGINE = 'src/agent/engine';

const mutants: readonly Mutant[] = [
  {
    rule: 'an event that waits is not overtaken',
    file: 'clock.ts',
    from: '  // What waits goes before what comes due.\n  drain(memory);\n',
    to: '',
  },
  {
    rule: 'of schedules and changes one waits',
    file: 'queue.ts',
    from: 'const kept = occurrence.call === null ? calls : waiting;',
    to: 'const kept = waiting;',
  },
  {
    rule: 'strategies share a reading',
    file: 'queue.ts',
    from: "if (typeof found === 'object') known[request.sensor] = found;\n    else awaiting[request.sensor] = key;\n    return found === undefined;",
    to: 'awaiting[request.sensor] = key;\n    return true;',
  },
  {
    rule: 'events of one instant begin with one state',
    file: 'queue.ts',
    from: 'return isPrompt && memory.of(node).begunAt !== at ? begun : memory.values;',
    to: 'return memory.values;',
  },
  {
    rule: "a strategy's second event of an instant sees what its first has set",
    file: 'queue.ts',
    from: 'isPrompt && memory.of(node).begunAt !== at ?',
    to: 'isPrompt ?',
  },
  {
    rule: 'who acted is remembered',
    file: 'decide.ts',
    from: "if (branch === 'then') memory.acts(strategy, at);",
    to: '',
  },
  {
    rule: 'one that goes behind waits for the one before',
    file: 'decide.ts',
    from: 'yieldsTo.some((name) => memory.isUndecided(name, at))',
    to: 'yieldsTo.length < 0 && memory.isUndecided("", at)',
  },
  {
    rule: 'both ways of saying a latch are one',
    file: 'evaluate.ts',
    from: "(node.direction === 'rises' ? 'above' : 'below')",
    to: "'above'",
  },
  {
    rule: 'a latch is not moved by an earlier look',
    file: 'decide.ts',
    from: 'before.at > at || ',
    to: '',
  },
  {
    rule: 'a change has all its states',
    file: 'arrivals.ts',
    from: '[event.state, ...(event.also ?? [])]',
    to: '[event.state]',
  },
  {
    rule: 'every event catches up first',
    file: 'open.ts',
    from: "if (event.kind !== 'changed') catchUp(memory);",
    to: "if (event.kind === 'clock') catchUp(memory);",
  },
  {
    rule: 'what is due is done in the order of its instants',
    file: 'clock.ts',
    from: 'a.occurrence.at - b.occurrence.at || a.strategy.order - b.strategy.order',
    to: 'a.strategy.order - b.strategy.order',
  },
  {
    rule: 'a timeout counts from the step that takes the event',
    file: 'queue.ts',
    from: 'const { id, at, deadline } = occurrence;',
    to: 'const { id, at } = occurrence;\n  const deadline = deadlineOf(node, memory.now);',
  },
  {
    rule: 'what waits for too long is left out',
    file: 'clock.ts',
    from: 'waiting.filter(({ deadline }) => deadline <= memory.now)',
    to: 'waiting.filter(() => false)',
  },
  { rule: 'the first start is an instant', file: 'state.ts', from: 'checkedTo: at - 1,', to: 'checkedTo: at,' },
  {
    rule: 'until is within',
    file: 'triggers.ts',
    from: 'Math.floor((until - base) / period)',
    to: 'Math.ceil((until - base) / period) - 1',
  },
  {
    rule: 'a clock is set back',
    file: 'open.ts',
    from: "event.kind === 'clock' && event.set && sensible < memory.now",
    to: 'false',
  },
  {
    rule: 'what is made up reads the present',
    file: 'queue.ts',
    from: 'occurrence: id, at: memory.now, requests',
    to: 'occurrence: id, at, requests',
  },
  {
    rule: 'a mark comes back with the next window',
    file: 'act.ts',
    from: 'const ended = { lastFired: occurrence.at, marks: plan.marks ?? {} };',
    to: 'const ended = { lastFired: occurrence.at, marks: {} };',
  },
  {
    rule: 'a try counts once one action was done',
    file: 'act.ts',
    from: "if ('ok' in outcome && planned) work",
    to: "if ('ok' in outcome && planned && acting.open.length < 0) work",
  },
  {
    rule: 'a try counts where an action has no answer',
    file: 'act.ts',
    from: "if (action.stage === 'asked' && planned) work",
    to: "if (action.stage === 'asked' && planned && acting.open.length < 0) work",
  },
  {
    rule: 'a message ends no window beside something greater',
    file: 'act.ts',
    from: "!(does.action.kind === 'primitive' && does.action.name === 'notify') ? 'firing' : 'try'",
    to: "does.action.kind !== undefined ? 'firing' : 'firing'",
  },
  {
    rule: 'it counts from the approval',
    file: 'act.ts',
    from: "plan, countsFrom: memory.now, counted: 'nothing' }",
    to: "plan, countsFrom: occurrence.at, counted: 'nothing' }",
  },
  {
    rule: 'who disagrees lets it cool down',
    file: 'act.ts',
    from: 'coolingFrom(node, memory.of(node).counts, asking.occurrence, at)',
    to: 'memory.of(node).counts',
  },
  {
    rule: 'an unknown argument is known before anything is done',
    file: 'decide.ts',
    from: 'then && unknownOf(then, scope)',
    to: 'then && unknownOf({ ...then, groups: [] }, scope)',
  },
  {
    rule: 'a look that does not know does not end a `for`',
    file: 'firing-limits.ts',
    from: "truth === 'false') return null",
    to: "truth !== 'true') return null",
  },
  {
    rule: 'two looks that do not know end a `for`',
    file: 'firing-limits.ts',
    from: 'goesOn && !before.unsure ?',
    to: 'goesOn ?',
  },
  {
    rule: 'a dry run counts by itself',
    file: 'firing-limits.ts',
    from: 'dryRun ? pretended : counts',
    to: 'dryRun ? counts : counts',
  },
  {
    rule: 'a dry run holds nobody back',
    file: 'decide.ts',
    from: 'else if (node.dryRun) pretend(memory, strategy, occurrence, plan);',
    to: "else if (node.dryRun) {\n    if (branch === 'then') memory.acts(strategy, at);\n    pretend(memory, strategy, occurrence, plan);\n  }",
  },
  {
    rule: '`set` computes when it is done',
    file: 'act.ts',
    from: 'arguments: given, state: memory.values, latches: {} }',
    to: 'arguments: given, state: memory.valuesAt(occurrence.at), latches: {} }',
  },
  {
    rule: 'one id of two callers is two calls',
    file: 'arrivals.ts',
    from: 'JSON.stringify([call.caller, call.receiver, call.id])',
    to: 'call.id',
  },
  {
    rule: 'the action of a strategy that left is done to its end',
    file: 'adopt.ts',
    from: "running: running?.stage === 'acting' ? running : null,",
    to: 'running: null,',
  },
  {
    rule: 'a strategy that comes back has forgotten nothing',
    file: 'adopt.ts',
    from: '({ left: _, ...own }: StrategyState): StrategyState => own',
    to: '({ left: _, ...own }: StrategyState): StrategyState => ({ ...own, counts: own.pretended })',
  },
  {
    rule: 'a rename is no other strategy',
    file: 'adopt.ts',
    from: 'return come.length === 1 && gone.length === 1',
    to: 'return come.length === 7 && gone.length === 1',
  },
  {
    rule: 'what is read for another trigger is dropped',
    file: 'adopt.ts',
    from: 'isTriggered: meaning(before.trigger) === meaning(node.trigger)',
    to: 'isTriggered: meaning(before.trigger).length > 0',
  },
  {
    rule: 'a `for` begins anew with another constraint',
    file: 'adopt.ts',
    from: 'held: isConstrained ? held : null',
    to: 'held',
  },
  {
    rule: 'a budget is taken by what was decided',
    file: 'act.ts',
    from: "if (plan.branch === 'then') takeAll(memory, strategy, occurrence, plan);",
    to: '',
  },
  {
    rule: 'a budget gets back what was not done',
    file: 'act.ts',
    from: 'giveBack(memory, keysOf(occurrence, plan));',
    to: '',
  },
  {
    rule: 'a budget gets back what nobody agreed to',
    file: 'act.ts',
    from: 'giveBack(memory, keysOf(asking.occurrence, asking.plan));',
    to: '',
  },
  {
    rule: 'a budget counts what has no answer',
    file: 'act.ts',
    from: "if (action.stage === 'asked') spend(memory, action.effect.key);",
    to: '',
  },
  {
    rule: 'a budget counts from the approval',
    file: 'act.ts',
    from: 'countFrom(memory, keysOf(occurrence, plan), memory.now);',
    to: '',
  },
  {
    rule: 'a budget counts what the other outcomes do',
    file: 'act.ts',
    from: 'if (refused !== undefined) {',
    to: "if (refused !== undefined && plan.branch === 'then') {",
  },
  {
    rule: 'a budget counts what is being done for however long',
    file: 'budget.ts',
    from: 'seen.filter((row) => row.open || row.at > at',
    to: 'seen.filter((row) => row.at > at',
  },
  {
    rule: 'a budget is not spent by what is pretended',
    file: 'budget.ts',
    from: '(dryRun === true || !row.dryRun)',
    to: '(dryRun === true || row.kind === kind)',
  },
  {
    rule: 'a budget counts late events from what was taken last',
    file: 'budget.ts',
    from: 'Math.max(latest, row.at), countsFrom)',
    to: 'Math.max(latest, row.at - Infinity), countsFrom)',
  },
  {
    rule: 'a budget gets back what an upgrade drops',
    file: 'adopt.ts',
    from: 'row.open ? atWork.has(row.occurrence) :',
    to: 'row.open ? true :',
  },
  {
    rule: 'a budget goes with the clock',
    file: 'memory.ts',
    from: 'if (row.at > at) this.spent.set(key, { ...row, at });',
    to: 'if (row.at > Infinity) this.spent.set(key, { ...row, at });',
  },
  {
    rule: 'a step gives all that it changed',
    file: 'memory.ts',
    from: 'latches: this.latches.takeChanges(),',
    to: '',
  },
  {
    rule: 'a count has its event in it',
    file: 'hearing.ts',
    from: 'at > after && at <= upTo',
    to: 'at > after && at < upTo',
  },
  {
    rule: 'a count ends a whole time before its event',
    file: 'hearing.ts',
    from: 'at > after && at <= upTo',
    to: 'at >= after && at <= upTo',
  },
  {
    rule: 'a count is of the values that it is given',
    file: 'hearing.ts',
    from: '!Object.entries(wanted).every(([name, text]) => row.given[name] === text)',
    to: 'Object.keys(wanted).length > 100',
  },
  {
    rule: 'a count is settled when the event comes',
    file: 'queue.ts',
    from: 'start(memory, strategy, next, memory.values);',
    to: 'start(memory, strategy, { ...next, counts: countsFor(memory, strategy, next) ?? {} }, memory.values);',
  },
  {
    rule: 'a cooldown is kept for each value',
    file: 'firing-limits.ts',
    from: 'const { coolsFrom } = countedFor(counts, cooldownPer, call);',
    to: 'const { coolsFrom } = counts;',
  },
  {
    rule: 'a limit is kept for each value',
    file: 'firing-limits.ts',
    from: 'const { tries } = countedFor(counts, limit.per, call);',
    to: 'const { tries } = counts;',
  },
  {
    rule: 'values that hold something back are not forgotten',
    file: 'firing-limits.ts',
    from: '[...held, ...own]',
    to: 'own',
  },
  {
    rule: 'a pause holds back every outcome',
    file: 'decide.ts',
    from: 'due && pauseOf(memory, node)',
    to: "due === 'then' ? pauseOf(memory, node) : undefined",
  },
  {
    rule: 'a pause takes back what nobody has agreed to',
    file: 'pausing.ts',
    from: "if (running?.stage === 'asking') withdraw(memory, each, running);",
    to: '',
  },
  {
    rule: 'a pause of the agent is none of its strategies',
    file: 'pausing.ts',
    from: 'const before = strategy ? memory.of(strategy.node).paused : memory.paused;',
    to: 'const before = (strategy ? memory.of(strategy.node).paused : null) ?? memory.paused;',
  },
];

function foundAmong(histories: number, { file, from, to }: Mutant): boolean {
  const root = mkdtempSync(join(tmpdir(), 'sflow-mutant-'));
  try {
    for (const part of ['src', 'grammar', 'stdlib', 'test', 'package.json'])
      cpSync(part, join(root, part), { recursive: true });
    symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
    const path = join(root, ENGINE, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(from).length !== 2) throw new Error(`${file} has not once: ${from}`);
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
    const { status, stderr } = spawnSync(process.execPath, ['test/bench/campaign.ts', String(histories), '7', '1'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    if (status !== 0 && stderr !== '') throw new Error(stderr.slice(0, 1000));
    return status !== 0;
  } finally {
    rmSync(root, { recursive: true });
  }
}

const [given = '3000', words = ''] = process.argv.slice(2);
execFileSync(process.execPath, ['test/bench/campaign.ts', '200', '7'], { stdio: 'ignore' });
let missed = 0;
for (const mutant of mutants.filter(({ rule }) => rule.includes(words))) {
  const isFound = foundAmong(Number(given), mutant);
  if (!isFound) missed += 1;
  console.log(`${isFound ? 'found ' : 'MISSED'}  ${mutant.rule}`);
}
process.exitCode = missed === 0 ? 0 : 1;
