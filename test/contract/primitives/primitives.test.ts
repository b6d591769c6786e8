import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../grammar/parse.ts';
import {
  primitiveKey,
  primitives,
  type Primitive,
  type PrimitiveKey,
  type WorkflowObject,
} from '../../../src/contract/primitives/primitives.ts';
import type * as syntax from '../../../src/language/syntax/nodes.ts';
import { traits } from '../../../src/language/types/traits.ts';

const path = 'stdlib/primitives.sflow';
const declared = parse({ path, text: readFileSync(path, 'utf8') }).value.declarations.filter(
  (each): each is syntax.Primitive => each.kind === 'primitive',
);
const rows = Object.entries(primitives) as [PrimitiveKey, Primitive<PrimitiveKey>][];

const kinds: Readonly<Record<string, WorkflowObject>> = { Batch: 'batch', Online: 'online', Variant: 'variant' };
const kindOf = ({ parameters: [first] }: syntax.Primitive): WorkflowObject | undefined =>
  kinds[first?.type.name.text ?? ''];
const argumentsOf = (primitive: syntax.Primitive): syntax.Primitive['parameters'] =>
  kindOf(primitive) ? primitive.parameters.slice(1) : primitive.parameters;

describe('the table of primitives', () => {
  it('has those of the library, each for its kind of workflow', () => {
    const keys = declared.map((primitive) => primitiveKey(primitive.name.text, kindOf(primitive)));
    expect(keys).not.toContain(undefined);
    expect([...keys].sort()).toEqual(rows.map(([key]) => key).sort());
    expect(keys).toHaveLength(25);
    expect(primitiveKey('runWorkflow', 'online')).toBeUndefined();
    expect(primitiveKey('toString', undefined)).toBeUndefined();
  });

  it.each(declared.map((primitive) => ({ primitive, name: primitive.name.text, kind: kindOf(primitive) })))(
    'knows what $kind $name acts on, and each of its arguments',
    ({ primitive, name, kind }) => {
      const key = primitiveKey(name, kind);
      const row: Primitive = primitives[key ?? 'notify'];
      const types = argumentsOf(primitive).map(({ type }) => type.name.text);
      const outside = types.includes('Secret') ? 'webhook' : 'registry';
      expect(row.on).toBe(kind ?? outside);
      expect(Object.keys(row.arguments)).toEqual(argumentsOf(primitive).map((argument) => argument.name.text));
      const parts = types.map((type) => type === 'Executor' || type === 'Service');
      expect(Object.values(row.arguments).map(({ as }) => as === 'part')).toEqual(parts);
      expect(primitive.permits.length > 0, 'needs Kubernetes').toBe(kind !== undefined);
      for (const { resource } of primitive.permits) {
        const [part, ...more] = resource.parts;
        expect(more).toEqual([]);
        expect(part?.kind === 'text' ? part.value : '').toMatch(/^[a-z.]+\/[a-z]+(\/scale)?$/);
      }
    },
  );

  it('finds each by the words that people have for it', () => {
    const words = declared.flatMap(({ synonyms }) => synonyms.flatMap((list) => list.words.map(({ text }) => text)));
    expect(words.length).toBeGreaterThan(60);
    expect(words.filter((word, at) => words.indexOf(word) < at)).toEqual([]);
    expect(words.filter((word) => word !== word.toLowerCase())).toEqual([]);
  });

  it('says once what a primitive writes', () => {
    for (const [key, { on, arguments: all, state, whole }] of rows) {
      const roles = Object.values(all).map(({ as }) => as);
      const ways = [
        state !== undefined,
        whole !== undefined,
        roles.some((as) => as === 'value' || as === 'step' || as === 'share'),
        roles.includes('alias') && roles.includes('version'),
        roles.length > 0 && roles.every((as) => as === 'content'),
      ];
      expect(ways.filter(Boolean), key).toHaveLength(1);
      expect(whole !== undefined, key).toBe(roles.includes('piece'));
      expect(roles.includes('alias') || roles.includes('content'), key).toBe(on === 'registry' || on === 'webhook');
    }
  });

  it('has opposites that take each other back', () => {
    for (const [key, { on, state, opposite, arguments: all }] of rows) {
      // What is made or told stays so.
      expect(opposite === undefined, key).toBe(Object.values(all).some(({ as }) => as === 'content'));
      if (opposite === undefined) continue;
      const other: Primitive<PrimitiveKey> = primitives[opposite];
      expect(other.opposite).toBe(key);
      expect(other.on).toBe(on);
      // A fixed value is taken back by another one of the same field; any other by the primitive itself.
      expect(opposite === key, key).toBe(state === undefined);
      expect(other.state?.field).toBe(state?.field);
      if (state) expect(other.state?.value, key).not.toBe(state.value);
    }
  });

  it('has counterparts for workflows of the other kind, where no primitive has the name', () => {
    const found = rows.flatMap(([key, { on, counterpart }]) => {
      if (counterpart === undefined) return [];
      const other: Primitive<PrimitiveKey> = primitives[counterpart];
      expect(other.counterpart).toBe(key);
      expect([on, other.on].sort()).toEqual(['batch', 'online']);
      return [key];
    });
    expect(found).toHaveLength(4);
  });

  it('waits for each, and longer for what rolls pods than for a request', () => {
    for (const [key, { deadlineSeconds, settlesSeconds }] of rows) {
      expect(deadlineSeconds, key).toBeGreaterThan(settlesSeconds);
      expect(settlesSeconds, key).toBeGreaterThanOrEqual(0);
    }
    const [request, rollout] = [primitives['online updateWorkflowReplica'], primitives['online upgradeWorkflow']];
    expect(rollout.deadlineSeconds).toBeGreaterThan(request.deadlineSeconds);
  });

  it('says of what is added which sensors tell of it', () => {
    const told = rows.flatMap(([, { arguments: roles }]) =>
      Object.values(roles).flatMap((role) => (role.as === 'step' ? [role.tells] : [])),
    );
    expect(told).toEqual(['replicas']);
    for (const trait of told) expect(traits).toContain(trait);
  });
});
