import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { BEHAVIOUR } from '../../../src/agent/engine/behaviour.ts';
import { decide, examples, fileOf, recorded, textOf, type Journal } from './journal.ts';

/** `node test/agent/journals/record.ts`: records the journals anew, unless the engine decides otherwise and says nothing of it. */
for (const example of examples)
  for (const [agent, journal] of await recorded(example)) {
    const file = fileOf(example, agent);
    if (existsSync(file)) {
      const before = JSON.parse(readFileSync(file, 'utf8')) as Journal;
      const now = decide(before.graph, before.start, before.events);
      if (before.behaviour === BEHAVIOUR && JSON.stringify(now) !== JSON.stringify(before.decided))
        throw new Error(`${file} is decided otherwise: raise BEHAVIOUR, and say in the changelog why`);
    }
    writeFileSync(file, textOf(journal));
  }
