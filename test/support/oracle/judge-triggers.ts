import { mayCoincide } from '../../../src/language/reason/trigger-overlap.ts';
import { app, compileTexts } from '../marked.ts';
import { drawFrom } from './random.ts';
import { add, emptyTally, type Tally } from './tally.ts';
import { eventsOf, minutesOf, triggerOf, type Drawn, type TriggerKind } from './triggers.ts';

const workflows = ['train', 'other']
  .map((name) => `workflow ${name} : batch { executor e { image "a:1" } }`)
  .join('\n');

/**
 * Every pair of triggers of one agent is a program: can one thing set off both? And every trigger is one: is it refused because
 * its schedules share no instant? Both are held against the minutes of 400 days.
 */
export function judgeTriggers(kind: TriggerKind, seed: number, count: number): Tally {
  const draw = drawFrom(seed);
  const tally = emptyTally();
  const drawn = Array.from({ length: count }, () => triggerOf(draw, kind));
  const strategies = drawn.map(({ text }, index) => `strategy s-${String(index)} { WHEN ${text} THEN set m = 1 }`);
  const source = app(`${workflows}\nagent a {\nstate m : Int = 0\n${strategies.join('\n')}\n}`);
  const { model, diagnostics } = compileTexts(source);
  const agent = model.applications[0]?.agents[0];
  if (agent?.strategies.length !== count) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const refused = new Set(
    diagnostics
      .filter(({ name }) => name === 'never-due')
      .map(({ span }) => source.slice(0, span.start).split('\n').length),
  );
  const firstLine = source.slice(0, source.indexOf('strategy s-0')).split('\n').length;
  const all = drawn.map((each, index) => ({
    each,
    trigger: agent.strategies[index]?.trigger,
    minutes: minutesOf(each),
    events: eventsOf(each),
    isRefused: refused.has(firstLine + index),
  }));
  for (const [index, one] of all.entries()) {
    if (isShared(one.each)) {
      const told = one.isRefused ? 'apart' : 'together';
      const real = one.minutes.some((word) => word !== 0);
      add(tally, { real, told, isShown: real }, `ever due: ${one.each.text}`);
    }
    for (const other of all.slice(index + 1)) {
      const real =
        one.events.some((event) => other.events.includes(event)) ||
        one.minutes.some((word, at) => (word & (other.minutes[at] ?? 0)) !== 0);
      if (!one.trigger || !other.trigger) continue;
      const told = mayCoincide(one.trigger, other.trigger, ['a', 'a']) ? 'together' : 'apart';
      add(tally, { real, told, isShown: real }, `${one.each.text}  |  ${other.each.text}`);
    }
  }
  return tally;
}

const isShared = ({ parts }: Drawn): boolean => parts.kind === 'all';
