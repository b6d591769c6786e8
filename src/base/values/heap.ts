/** A binary heap: what goes before all others is at hand, the others in no order. */
export class Heap<Item> {
  readonly #items: Item[] = [];
  readonly #before: (a: Item, b: Item) => boolean;

  constructor(before: (a: Item, b: Item) => boolean) {
    this.#before = before;
  }

  get first(): Item | undefined {
    return this.#items[0];
  }

  push(item: Item): void {
    const items = this.#items;
    let index = items.push(item) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent];
      if (above === undefined || !this.#before(item, above)) break;
      items[index] = above;
      index = parent;
    }
    items[index] = item;
  }

  /** Takes the first. */
  pop(): Item | undefined {
    const items = this.#items;
    const [first] = items;
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [one, other] = [items[left], items[left + 1]];
      const isOther = one !== undefined && other !== undefined && this.#before(other, one);
      const next = isOther ? other : one;
      if (next === undefined || !this.#before(next, last)) break;
      items[index] = next;
      index = isOther ? left + 1 : left;
    }
    items[index] = last;
    return first;
  }
}
