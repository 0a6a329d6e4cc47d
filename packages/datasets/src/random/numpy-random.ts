import { DatasetArgumentError } from "../errors.ts";

const mask32 = 0xffff_ffffn;
const mask64 = (1n << 64n) - 1n;
const mask128 = (1n << 128n) - 1n;
const multiplier = 0x2360ed051fc65da44385df649fccf645n;

/**
 * NumPy's `default_rng(seed)`: the generator PCG64 (O'Neill 2014, XSL-RR of 128 bits) seeded through a `SeedSequence`, so
 * that a seed draws the rows that it draws in Python.
 */
export class NumpyRandom {
  #state: bigint;
  readonly #increment: bigint;
  /** The upper half of a draw of 64 bits, which the next draw of 32 takes. */
  #left: number | undefined;

  /** @param seed a non-negative integer */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0)
      throw new DatasetArgumentError("a seed that is an integer from 0 on expected", seed);
    const [s0, s1, s2, s3] = seedSequence(seed) as [bigint, bigint, bigint, bigint];
    this.#increment = ((((s2 << 64n) | s3) << 1n) | 1n) & mask128;
    this.#state = this.#increment;
    this.#state = (this.#state + ((s0 << 64n) | s1)) & mask128;
    this.#step();
  }

  #step(): void {
    this.#state = (this.#state * multiplier + this.#increment) & mask128;
  }

  /** 64 random bits. */
  nextUint64(): bigint {
    this.#step();
    const folded = (this.#state >> 64n) ^ (this.#state & mask64);
    const rotation = this.#state >> 122n;
    return ((folded >> rotation) | (folded << ((64n - rotation) & 63n))) & mask64;
  }

  nextUint32(): number {
    if (this.#left !== undefined) {
      const left = this.#left;
      this.#left = undefined;
      return left;
    }
    const bits = this.nextUint64();
    this.#left = Number(bits >> 32n);
    return Number(bits & mask32);
  }

  /** A number from 0 up to 1, of 53 random bits. */
  random(): number {
    return Number(this.nextUint64() >> 11n) / 2 ** 53;
  }

  /** An integer from 0 to `max`, by drawing as many bits as it has until they are not too large. */
  interval(max: number): number {
    if (max === 0) return 0;
    const mask = max === 0xffff_ffff ? max : 2 ** (32 - Math.clz32(max)) - 1;
    for (;;) {
      const drawn = (this.nextUint32() & mask) >>> 0;
      if (drawn <= max) return drawn;
    }
  }

  /** The numbers from 0 to `size` − 1 in random order (Fisher and Yates). */
  permutation(size: number): Uint32Array {
    const order = Uint32Array.from({ length: size }, (_, i) => i);
    for (let i = size - 1; i > 0; i--) {
      const j = this.interval(i);
      const value = order[i] as number;
      order[i] = order[j] as number;
      order[j] = value;
    }
    return order;
  }
}

/** Four words of 64 bits from a seed: O'Neill's seed_seq_fe, as NumPy's SeedSequence computes it. */
function seedSequence(seed: number): bigint[] {
  const entropy = [seed % 2 ** 32];
  if (seed >= 2 ** 32) entropy.push(Math.floor(seed / 2 ** 32));
  let hashConstant = 0x43b0d7e5;
  const hashMix = (word: number) => {
    let value = (word ^ hashConstant) >>> 0;
    hashConstant = Math.imul(hashConstant, 0x931e8875) >>> 0;
    value = Math.imul(value, hashConstant) >>> 0;
    return (value ^ (value >>> 16)) >>> 0;
  };
  const mix = (x: number, y: number) => {
    const mixed = (Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y)) >>> 0;
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  const pool = Array.from({ length: 4 }, (_, i) => hashMix(entropy[i] ?? 0));
  for (let from = 0; from < 4; from++)
    for (let to = 0; to < 4; to++)
      if (from !== to) pool[to] = mix(pool[to] as number, hashMix(pool[from] as number));

  let outputConstant = 0x8b51f9dd;
  const words = Array.from({ length: 8 }, (_, i) => {
    let value = ((pool[i % 4] as number) ^ outputConstant) >>> 0;
    outputConstant = Math.imul(outputConstant, 0x58f38ded) >>> 0;
    value = Math.imul(value, outputConstant) >>> 0;
    return (value ^ (value >>> 16)) >>> 0;
  });
  return Array.from(
    { length: 4 },
    (_, i) => BigInt(words[2 * i] as number) | (BigInt(words[2 * i + 1] as number) << 32n),
  );
}
