import { PairTable } from "./pair-table.ts";

/** Texts with a number each, found by their beginning. Nodes are numbered, 0 is the root. */
export class Trie {
  readonly #children = new PairTable();
  readonly #values: number[] = [-1];

  /** The node that a unit leads to, −1 if none. */
  child(node: number, unit: number): number {
    return this.#children.get(node, unit);
  }

  /** The number of the text that ends at a node, −1 if none does. */
  value(node: number): number {
    return this.#values[node] as number;
  }

  set(text: string, value: number): void {
    let node = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      let next = this.#children.get(node, unit);
      if (next < 0) {
        next = this.#values.length;
        this.#values.push(-1);
        this.#children.set(node, unit, next);
      }
      node = next;
    }
    this.#values[node] = value;
  }

  /** Where a text ends among the nodes, −1 if nothing begins with it. */
  find(text: string): number {
    let node = 0;
    for (let i = 0; i < text.length && node >= 0; i++) node = this.#children.get(node, text.charCodeAt(i));
    return node;
  }
}
