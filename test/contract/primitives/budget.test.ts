import { describe, expect, it } from 'vitest';
import { countedAs, spendingOf } from '../../../src/contract/primitives/budget.ts';
import { budgetKinds } from '../../../src/contract/primitives/budget-kinds.ts';
import { primitives, type PrimitiveKey } from '../../../src/contract/primitives/primitives.ts';

const keys = Object.keys(primitives) as PrimitiveKey[];

describe('what primitives take from a budget', () => {
  it('is said of each, and of each kind there is one', () => {
    const spent = new Set(keys.map(spendingOf));
    expect([...spent].sort()).toEqual(['nothing', ...budgetKinds].sort());
    for (const key of keys) expect(spendingOf(key), key).toBeDefined();
  });

  it('is a run for what brings a run about, and a change of replicas for what writes their number', () => {
    for (const key of keys) {
      const { state, arguments: given } = primitives[key] as { state?: object; arguments: Record<string, object> };
      const isRun = JSON.stringify(state ?? {}).includes('running');
      const fields = Object.values(given).flatMap((role) => ('field' in role ? [String(role.field)] : []));
      const isReplicas = fields.some((field) => field.includes('number of replicas'));
      const isTraffic = Object.values(given).some((role) => 'as' in role && role.as === 'share');
      expect(spendingOf(key) === 'runs', key).toBe(isRun);
      expect(spendingOf(key) === 'replica-changes', key).toBe(isReplicas);
      expect(spendingOf(key) === 'traffic', key).toBe(isTraffic);
    }
    expect(keys.filter((key) => spendingOf(key) === 'promotions')).toEqual(['promote']);
  });

  it('is found by name and object, and for nothing else', () => {
    expect(countedAs('runWorkflow', 'batch')).toBe('runs');
    expect(countedAs('runWorkflow', 'online')).toBeUndefined();
    expect(countedAs('updateWorkflowTraffic', 'online')).toBeUndefined();
    expect(countedAs('notify', undefined)).toBeUndefined();
  });
});
