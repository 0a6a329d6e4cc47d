import { createHash } from "node:crypto";

export interface SeededNumbers {
  /** Uniform from 0 to below 1. */
  uniform(): number;
  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number;
  /** A list of as many values as `count` says. */
  list<Value>(count: number, make: () => Value): Value[];
  pick<Item>(items: readonly Item[]): Item;
}

/** Numbers that a seed decides: each is 48 bits of the hash of seed and count. */
export function seededNumbers(seed: string): SeededNumbers {
  let count = 0;
  const uniform = () =>
    createHash("sha256").update(`${seed}\n${count++}`).digest().readUIntBE(0, 6) / 2 ** 48;
  const whole = (least: number, most: number) => least + Math.floor(uniform() * (most - least + 1));
  return {
    uniform,
    whole,
    list: (length, make) => Array.from({ length }, make),
    pick: <Item>(items: readonly Item[]) => items[whole(0, items.length - 1)] as Item,
  };
}
