import type { Characters } from "./character-text.ts";
import type { Pieces } from "./pieces.ts";

/** No node, no piece, and the parent of a node that is free. */
export const none = -1;

/**
 * Pieces as paths of characters. A node is a place in a hash table by parent and character, and all that training wants of
 * it lies in 32 bytes, so that a step takes one look at memory, most of the time. Most of the time of training goes into
 * such steps.
 */
export class PieceTrie {
  /** Of node n, from 8n: parent, character, the piece that ends there or `none`, and 1 if there are children. */
  readonly links: Int32Array;
  /** Of node n, from 4n: two places taken by the links; then P of the piece, and how often it is expected. */
  readonly values: Float64Array;
  /** By character: its node, or `none`. */
  readonly roots: Int32Array;
  /** By piece: its node. */
  readonly nodes: Int32Array;
  readonly #mask: number;

  /** @param sorted the pieces in the order of their characters */
  constructor(
    characters: Characters,
    alphabetSize: number,
    { starts, lengths }: Pick<Pieces, "starts" | "lengths">,
    sorted: Int32Array,
  ) {
    const shared = sharedBeginnings(characters, starts, lengths, sorted);
    let size = 0;
    for (let index = 0; index < sorted.length; index++)
      size += (lengths[sorted[index] as number] as number) - (shared[index] as number);
    const capacity = 2 ** Math.ceil(Math.log2(1.5 * size + 2));
    const buffer = new ArrayBuffer(32 * capacity);
    this.links = new Int32Array(buffer);
    this.values = new Float64Array(buffer);
    for (let node = 0; node < capacity; node++) this.links[8 * node] = none;
    this.#mask = capacity - 1;
    this.roots = new Int32Array(alphabetSize).fill(none);
    this.nodes = new Int32Array(lengths.length);

    /** The nodes of the piece before. */
    const path = new Int32Array(lengths.reduce((longest, length) => Math.max(longest, length), 0) + 1);
    for (let index = 0; index < sorted.length; index++) {
      const piece = sorted[index] as number;
      const start = starts[piece] as number;
      const length = lengths[piece] as number;
      for (let depth = shared[index] as number; depth < length; depth++)
        path[depth + 1] = this.#add(
          depth === 0 ? none : (path[depth] as number),
          characters[start + depth] as number,
        );
      const node = path[length] as number;
      this.links[8 * node + 2] = piece;
      this.nodes[piece] = node;
    }
  }

  /** The node behind a character, or `none`. */
  child(node: number, character: number): number {
    const { links } = this;
    if (links[8 * node + 3] === 0) return none;
    const child = this.#find(node, character);
    return links[8 * child] === none ? none : child;
  }

  #add(parent: number, character: number): number {
    const node = this.#find(parent, character);
    // Roots are found by `roots`, so their parent need only be another than that of free nodes.
    this.links[8 * node] = parent === none ? none - 1 : parent;
    this.links[8 * node + 1] = character;
    this.links[8 * node + 2] = none;
    if (parent === none) this.roots[character] = node;
    else this.links[8 * parent + 3] = 1;
    return node;
  }

  /** Where the child is, or where it would be. */
  #find(parent: number, character: number): number {
    const { links } = this;
    const mask = this.#mask;
    const hash = Math.imul(parent + Math.imul(character, 0x9e3779b1), 0x85ebca77);
    let node = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const owner = links[8 * node] as number;
      if (owner === none || (owner === parent && links[8 * node + 1] === character)) return node;
      node = (node + 1) & mask;
    }
  }
}

/** How many characters each piece begins with as the one before it in `sorted` does. */
function sharedBeginnings(
  characters: Characters,
  starts: Int32Array,
  lengths: Int32Array,
  sorted: Int32Array,
): Int32Array {
  const shared = new Int32Array(sorted.length);
  for (let index = 1; index < sorted.length; index++) {
    const [one, other] = [sorted[index - 1] as number, sorted[index] as number];
    const [left, right] = [starts[one] as number, starts[other] as number];
    const most = Math.min(lengths[one] as number, lengths[other] as number);
    let length = 0;
    while (length < most && characters[left + length] === characters[right + length]) length++;
    shared[index] = length;
  }
  return shared;
}
