import { grow } from "../grow.ts";

/** Pieces as paths of characters. Children are found by hashing node and character; node 0 is the root. */
export class PieceTrie {
  /** Piece that ends at a node, or −1. */
  pieces = new Int32Array(1 << 12).fill(-1);
  #parents = new Int32Array(1 << 12);
  #characters = new Int32Array(1 << 12);
  #size = 1;
  /** Node, or 0 for a free slot. */
  #slots = new Int32Array(1 << 14);

  insert(characters: Int32Array, start: number, length: number, piece: number): void {
    let node = 0;
    for (let index = start; index < start + length; index++)
      node = this.#add(node, characters[index] as number);
    this.pieces[node] = piece;
  }

  /** The node behind `character`, or 0 if no piece goes on with it. */
  child(node: number, character: number): number {
    return this.#slots[this.#slot(node, character)] as number;
  }

  #add(parent: number, character: number): number {
    const slot = this.#slot(parent, character);
    const known = this.#slots[slot] as number;
    if (known > 0) return known;
    const node = this.#size++;
    if (node === this.#parents.length) {
      this.#parents = grow(this.#parents, node);
      this.#characters = grow(this.#characters, node);
      this.pieces = grow(this.pieces, node).fill(-1, node);
    }
    this.#parents[node] = parent;
    this.#characters[node] = character;
    this.#slots[slot] = node;
    if (4 * this.#size > this.#slots.length) this.#rehash();
    return node;
  }

  #slot(parent: number, character: number): number {
    const mask = this.#slots.length - 1;
    const hash = Math.imul(parent, 0x9e3779b1) ^ Math.imul(character, 0x85ebca77);
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const node = this.#slots[slot] as number;
      if (node === 0 || (this.#parents[node] === parent && this.#characters[node] === character)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #rehash(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let node = 1; node < this.#size; node++)
      this.#slots[this.#slot(this.#parents[node] as number, this.#characters[node] as number)] = node;
  }
}
