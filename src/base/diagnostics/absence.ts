import type { DiagnosticName } from './catalogue.ts';

/**
 * Messages that say that something is not there. In a file whose form is broken, and in files that import it, they may
 * only mean that it could not be read, so they wait until the form is mended.
 */
export const absences: ReadonlySet<DiagnosticName> = new Set<DiagnosticName>([
  'unknown-name',
  'not-exported',
  'no-application',
  'unknown-field',
  'missing-field',
  'missing-argument',
  'unknown-argument',
  'too-many-arguments',
  'param-without-value',
  'empty-workflow',
  'unknown-node',
  'not-upstream',
  'no-command',
  'missing-clause',
  'platform-lacks',
  'graph-missing',
  'not-in-graph',
  'metric-missing',
  'unknown-primitive',
  'not-received',
  'no-strategies',
  'no-platform',
  'no-param',
  'wrong-scaling',
  'constraint-type',
]);

/** Messages on the form of a text that leave nothing of it unread. */
export const harmless: ReadonlySet<DiagnosticName> = new Set<DiagnosticName>([
  'unknown-escape',
  'empty-file',
  'spelled-otherwise',
  'chained-comparison',
  'duplicate-clause',
]);

/** Of these, the ones that propose an edit of the very place leave nothing unread either: it was read as if it were made. */
export const mendable: ReadonlySet<DiagnosticName> = new Set<DiagnosticName>(['unknown-clause', 'unexpected']);
