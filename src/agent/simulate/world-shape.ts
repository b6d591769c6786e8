import type { Value } from '../../base/values/value.ts';
import type { ExecutorState } from './world.ts';

/** A world as its file has it, once `world.schema.json` has judged it. */
export interface WorldFile {
  readonly start: string;
  readonly length: Duration;
  readonly models?: Names<FileModel>;
  readonly observations?: readonly FileObservation[];
  readonly workflows?: Names<FileWorkflow>;
  readonly metrics?: Names<Readings>;
  readonly online?: Names<FileOnline>;
  readonly sensors?: Names<Value | readonly FileAnswer[]>;
  readonly actions?: Names<FileAction>;
  readonly approvals?: Names<OneOrList<FileApproval>>;
  readonly expect?: Names<number | readonly Duration[]>;
}

export type Names<T> = Readonly<Record<string, T>>;
export type OneOrList<T> = T | readonly T[];
export type Text = string | number;
export type Duration = string | number;
type Reading = string | number;
export type Readings = Reading | Names<Reading>;

export interface FileModel {
  readonly metric: Text;
  readonly scores: OneOrList<number>;
  readonly aliases?: Names<Text>;
}

export interface FileLog<V> {
  readonly experiment: Text;
  readonly metric: Text;
  readonly value: V;
  readonly artifact?: Text;
}

export interface FileObservation extends FileLog<OneOrList<number>> {
  readonly at: Duration;
  readonly every?: Duration;
  readonly until?: Duration;
}

export interface FileWorkflow {
  readonly takes: Duration;
  readonly starts?: OneOrList<Duration>;
  readonly fails?: OneOrList<Text>;
  readonly logs?: readonly FileLog<number>[];
  readonly registers?: { readonly model: Text; readonly scores: OneOrList<number> };
  readonly executors?: readonly FileChange[];
}

export interface FileChange {
  readonly executor: Text;
  readonly state: ExecutorState;
  readonly after: Duration;
  readonly runs?: OneOrList<number>;
}

export interface FileOnline {
  readonly ready?: Readings;
  readonly desired?: Readings;
  readonly deployed?: boolean;
}

export interface FileAnswer {
  readonly at: Duration;
  readonly value?: Value;
  readonly unknown?: Text;
}

export interface FileAction {
  readonly result?: Value;
  readonly fails?: OneOrList<Text>;
}

export type FileApproval = boolean | 'never' | { readonly agrees: boolean; readonly after: Duration };
