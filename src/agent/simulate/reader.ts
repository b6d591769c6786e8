import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { parseInstant } from '../../base/values/instant.ts';
import { plainValue } from '../../base/values/plain.ts';
import { parseQuantity } from '../../base/values/quantity.ts';
import { known, unknown, type Observation, type Value } from '../../base/values/value.ts';
import type { Answers } from './answers.ts';

export type Maybe = Node | null | undefined;

/** Takes a document apart by what is expected; anything else is reported at its place and stands in as nothing. */
export class Reader {
  readonly #report: (offset: number, message: string) => void;
  #place = 0;

  constructor(report: (offset: number, message: string) => void) {
    this.#report = report;
  }

  complain(node: Maybe, message: string): void {
    this.#report(node?.range?.[0] ?? this.#place, message);
  }

  record(node: Maybe, what: string, known: readonly string[]): ReadonlyMap<string, Node | null> {
    this.#place = node?.range?.[0] ?? this.#place;
    if (!isMap(node)) {
      this.complain(node, `${what} is a record with ${known.join(', ')}`);
      return new Map();
    }
    const fields = new Map(this.entries(node));
    for (const item of node.items) {
      const name = isScalar(item.key) ? String(item.key.value) : '';
      if (!known.includes(name)) this.complain(item.key as Maybe, `${what} has no ${name}; it has ${known.join(', ')}`);
    }
    return fields;
  }

  entries(node: Maybe): (readonly [string, Node | null])[] {
    if (node === undefined || node === null) return [];
    if (!isMap(node)) {
      this.complain(node, 'this is a record of names');
      return [];
    }
    return node.items.map((item) => [isScalar(item.key) ? String(item.key.value) : '', item.value as Node | null]);
  }

  items(node: Maybe): (Node | null)[] {
    if (node === undefined || node === null) return [];
    if (isSeq(node)) return node.items as (Node | null)[];
    this.complain(node, 'this is a list');
    return [];
  }

  text(node: Maybe, what: string): string {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    this.complain(node, `${what} is a text`);
    return '';
  }

  /** A value as JSON has it. */
  value(node: Maybe): Value {
    const value = plainValue(node?.toJSON());
    if (value !== undefined) return value;
    this.complain(node, 'this is a value: a number in base units, a text, true, false, or a list');
    return null;
  }

  number(node: Maybe, what: string): number {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.complain(node, `${what} is a number`);
    return 0;
  }

  /** A number, or a list of numbers. */
  numbers(node: Maybe, what: string): number[] {
    return isSeq(node) ? node.items.map((item) => this.number(item as Maybe, what)) : [this.number(node, what)];
  }

  flag(node: Maybe): boolean | undefined {
    return isScalar(node) && typeof node.value === 'boolean' ? node.value : undefined;
  }

  /** One of some words; a wrong one is reported and stands in as the first. */
  word<T extends string>(node: Maybe, what: string, words: readonly [T, ...T[]]): T {
    const value = isScalar(node) ? node.value : undefined;
    const found = words.find((word) => word === value);
    if (found === undefined) this.complain(node, `${what} is ${words.join(', ')}`);
    return found ?? words[0];
  }

  /** What stands alone, or in a list. */
  listed(node: Maybe): Maybe[] {
    return isSeq(node) ? this.items(node) : [node];
  }

  /** A number, with its unit or in base units, as a sensor gives it; or the word unknown. */
  reading(node: Maybe): Observation {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'number' && Number.isFinite(value)) return known(value);
    if (value === 'unknown') return unknown('the scripted world says that it is unknown');
    const quantity = typeof value === 'string' ? parseQuantity(value) : undefined;
    if (quantity && !('reason' in quantity)) return known(quantity.value);
    this.complain(node, 'this is a number, as 12, 20/s or 90%, or the word unknown');
    return unknown('it was not read');
  }

  /** A reading that holds throughout, or those that hold from an instant on, as `{ 0m: 3, 10m: 0 }`. */
  answers(node: Maybe, start: number): Answers {
    if (!isMap(node)) return [{ at: start, reading: this.reading(node) }];
    const answers = node.items.map((item) => ({
      at: start + this.duration(item.key as Maybe, 'what stands before a reading'),
      reading: this.reading(item.value as Maybe),
    }));
    return answers.sort((a, b) => a.at - b.at);
  }

  /** Milliseconds. */
  duration(node: Maybe, what: string): number {
    const value = isScalar(node) ? node.value : undefined;
    const quantity = typeof value === 'string' ? parseQuantity(value) : undefined;
    if (quantity && !('reason' in quantity) && quantity.kind === 'Duration') return quantity.value * 1000;
    if (value === 0) return 0;
    this.complain(node, `${what} is a duration, as 90m`);
    return 0;
  }

  instant(node: Maybe, what: string): number {
    const value = isScalar(node) ? node.value : undefined;
    const instant = typeof value === 'string' ? parseInstant(value) : undefined;
    if (typeof instant === 'number') return instant;
    this.complain(node, `${what} is an instant, as 2026-12-01T00:00Z`);
    return 0;
  }
}
