import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BEHAVIOUR } from '../../../src/agent/engine/behaviour.ts';
import { decide, type Journal } from './journal.ts';

const FOLDER = 'test/agent/journals';
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

describe('a recorded journal', () => {
  it.each(files)('%s is decided as it was, or the behaviour has another number', (file) => {
    const { behaviour, graph, start, events, decided } = JSON.parse(
      readFileSync(`${FOLDER}/${file}`, 'utf8'),
    ) as Journal;
    // `node test/agent/journals/record.ts` records it anew.
    expect(behaviour).toBe(BEHAVIOUR);
    expect(decide(graph, start, events)).toEqual(decided);
  });

  it('is there for agents that act, fail, ask and call', () => {
    const all = files.map((file) => readFileSync(`${FOLDER}/${file}`, 'utf8')).join('');
    for (const what of [' act then', ' held', ' quiet', 'approval', 'ask', 'reply', 'ending', 'observe'])
      expect(all).toContain(what);
  });

  it('of another behaviour than the first is explained in the changelog', () => {
    const changelog = readFileSync('.github/CHANGELOG.md', 'utf8');
    for (let number = 2; number <= BEHAVIOUR; number += 1) expect(changelog).toContain(`Behaviour ${String(number)}`);
  });
});
