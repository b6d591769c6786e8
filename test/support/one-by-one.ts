/**
 * What agents ask for is done one by one: all that comes of one effect is over before the next is done, as in a world that answers
 * within the step.
 */
export class OneByOne {
  #asked: (() => void)[] = [];

  /** Is done once what happens now is over. */
  add(each: () => void): void {
    this.#asked.push(each);
  }

  /** Something happens, and then all that comes of it. */
  happen(each: () => void): void {
    const others = this.#asked;
    this.#asked = [];
    each();
    const asked = this.#asked;
    this.#asked = others;
    for (const next of asked) this.happen(next);
  }
}
