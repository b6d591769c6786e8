import { timeoutOf, type Agent } from './agent.ts';

/** The clock is set back: nothing that is remembered lies in the future. */
export function setBack(agent: Agent, to: number): void {
  const back = (at: number): number => Math.min(at, to);
  agent.now = to;
  agent.startedAt = back(agent.startedAt);
  agent.looked = back(agent.looked);
  agent.begun = [];
  agent.acted = agent.acted.map(({ at, strategy }) => ({ at: back(at), strategy }));
  // What was read as of later is nobody's reading of what comes now.
  for (const asked of agent.asked) if ((asked.request.window?.to ?? asked.at) > to) asked.key = '';
  for (const taken of agent.taken) taken.at = back(taken.at);
  for (const heard of agent.heard) heard.at = back(heard.at);
  for (const latch of agent.latches.values()) latch.at = back(latch.at);
  for (const own of agent.own.values()) {
    if (own.left !== undefined) own.left = back(own.left);
    for (const counted of [own.real, own.dry]) {
      if (counted.lastFired !== null) counted.lastFired = back(counted.lastFired);
      if (counted.cooledFrom !== null) counted.cooledFrom = back(counted.cooledFrom);
      counted.tries = counted.tries.map(back);
      for (const each of counted.byKey) each.at = back(each.at);
    }
    if (own.held) own.held = { ...own.held, since: back(own.held.since), last: back(own.held.last) };
    for (const [part, { at, call }] of own.joint) own.joint.set(part, { at: back(at), call });
    const latest = to + timeoutOf(own.node);
    for (const occurrence of [...own.waiting, ...(own.running ? [own.running.occurrence] : [])]) {
      occurrence.at = back(occurrence.at);
      occurrence.deadline = Math.min(occurrence.deadline, latest);
    }
    if (!own.running) continue;
    own.running.deadline = Math.min(own.running.deadline, latest);
    own.running.countsFrom = back(own.running.countsFrom);
    for (const open of own.running.open) open.until = back(open.until);
  }
}
