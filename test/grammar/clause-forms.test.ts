import { describe, expect, it } from 'vitest';
import { parse } from '../../grammar/parse.ts';
import { bodies, formOf, triggerForms, wordsOf, type BodyName } from '../../src/language/syntax/clauses.ts';

/** A file in which a clause of that body stands where it belongs. */
const around: Record<BodyName, (clause: string) => string> = {
  platform: (clause) => `platform p { ${clause} }`,
  application: (clause) => `application a { ${clause} }`,
  model: (clause) => `model m { ${clause} }`,
  workflow: (clause) => `workflow w : batch { ${clause} }`,
  executor: (clause) => `workflow w : batch { executor e { ${clause} } }`,
  service: (clause) => `workflow w : online { service s : model { ${clause} } }`,
  agent: (clause) => `agent a { ${clause} }`,
  strategy: (clause) => `agent a { strategy s { ${complete(clause)} } }`,
  endpoint: (clause) => `endpoint e : service { ${clause} }`,
  primitive: (clause) => `primitive p() layer application { ${clause} }`,
};

function complete(clause: string): string {
  const parts = { WHEN: 'WHEN every 1h', IF: '', THEN: 'THEN stopWorkflow(w)' };
  const [word = ''] = clause.split(' ', 1);
  if (word in parts) return Object.values({ ...parts, [word]: clause }).join(' ');
  const [before, behind] = /^(ELSE|when|on)/.test(clause) ? ['', clause] : [clause, ''];
  return `${before} WHEN every 1h THEN stopWorkflow(w) ${behind}`;
}

const told = (text: string): string[] =>
  parse({ path: 'main.sflow', text }).diagnostics.map(({ message, help }) => `${message}; ${help ?? ''}`);

describe('how a clause is written', () => {
  it.each(Object.keys(bodies) as BodyName[])('can be read, for each clause of: %s', (name) => {
    const body = bodies[name];
    for (const word of wordsOf(body)) {
      const form = formOf(body, word) ?? '';
      expect(form.startsWith(word), word).toBe(true);
      expect(told(around[name](form)), form).toEqual([]);
    }
  });

  it.each(Object.values(triggerForms))('can be read, for the trigger: %s', (form) => {
    expect(told(around.strategy(`WHEN ${form}`))).toEqual([]);
  });

  it('is told where one is incomplete', () => {
    expect(told('platform p { registry "r"  mesh istio }')).toEqual([
      'expected a value after `istio`, found `}`; written like: mesh istio { gateway: "istio-system/public" }',
    ]);
    expect(told('workflow w : batch { executor e { image "e:1"  timeout } }')).toEqual([
      'expected a value after `timeout`, found `}`; written like: timeout 1h',
    ]);
    expect(told('agent a { strategy s { limit 3  WHEN every 1h  THEN f() } }')).toEqual([
      expect.stringContaining('; written like: limit 3 per 1d'),
    ]);
    expect(told('agent a { strategy s { WHEN cron 0 3 * * mon-fri in "UTC"  THEN f() } }')).toEqual([
      'expected a cron time, found `0`; a cron time stands between quotation marks',
    ]);
    expect(told('agent a { strategy s { WHEN cron */5 * * * *\nTHEN f() } }')).toEqual([
      'expected a cron time, found `*`; a cron time stands between quotation marks',
    ]);
    expect(told('agent a { strategy s { WHEN cron  THEN f() } }')).toEqual([
      'expected a value after `cron`, found `THEN`; written like: cron "0 3 * * *" in "Europe/Madrid"',
    ]);
  });

  it('is not told within brackets, behind IF, or outside of the clause', () => {
    for (const text of [
      'workflow w : batch { executor e { args { a: } } }',
      'agent a { strategy s { WHEN every 1h  IF a >  THEN f() } }',
      'agent a { strategy s { cooldown 1h  IF a  THEN f() } }',
      'workflow w : batch { timeout 1h }\n}',
      'workflow w : batch { executor e { image "e:1" } 3 }',
    ]) {
      expect(told(text)).toHaveLength(1);
      expect(told(text)[0]).not.toContain('written like');
    }
  });
});

describe('what is missing at the end of a line', () => {
  it('is shown behind what it belongs to', () => {
    const text = 'platform p {\n  mesh istio\n}';
    const { diagnostics } = parse({ path: 'main.sflow', text });
    const places = diagnostics.flatMap(({ labels }) => labels.map(({ span }) => text.slice(span.start, span.end)));
    expect(places).toEqual(['istio']);
  });
});
