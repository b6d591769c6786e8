import { describe, expect, it } from 'vitest';
import { closest } from '../../../src/base/diagnostics/suggest.ts';

describe('the name that was probably meant', () => {
  it('is never the opposite', () => {
    for (const [word, candidate] of [
      ['startWorkflow', 'stopWorkflow'],
      ['undeployWorkflow', 'deployWorkflow'],
      ['scale-up', 'scale-down'],
      ['demote', 'promote'],
      ['first', 'last'],
      ['rows-max', 'rows-min'],
      ['disable', 'enable'],
    ] as const)
      expect(closest(word, [candidate]), word).toBeUndefined();
  });

  it('is another one with few slips', () => {
    expect(closest('stopWorkflw', ['stopWorkflow', 'runWorkflow'])).toBe('stopWorkflow');
    expect(closest('startt', ['stop', 'start'])).toBe('start');
    expect(closest('startWorkflow', ['stopWorkflow', 'startWorkflows'])).toBe('startWorkflows');
  });
});
