import { type Expression, integer } from "./expression.ts";

type Words = readonly [Expression, Expression, Expression, Expression];

const rounds = 10;
const multipliers = [0xd2511f53, 0xcd9e8d57] as const;
/** What the key grows by each round: the golden ratio's and √3's first bits. */
const weyl = [0x9e3779b9, 0xbb67ae85] as const;

/**
 * Philox-4x32-10: four random words from a counter of four and a key of two, and nothing else, so that every element
 * is computed on its own. Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011),
 * https://doi.org/10.1145/2063384.2063405. PyTorch's dropout on a GPU uses it, too.
 *
 * A round: (a, b, c, d) ← (high(M₁ c) ⊕ b ⊕ k₀, low(M₁ c), high(M₀ a) ⊕ d ⊕ k₁, low(M₀ a)).
 */
export function philox(counter: Words, key: readonly [Expression, Expression]): Words {
  const [first, second] = multipliers.map(integer) as [Expression, Expression];
  let [a, b, c, d] = counter;
  for (let round = 0; round < rounds; round++) {
    const [k0, k1] = key.map((word, i) =>
      word.addInteger(integer(Number((BigInt(weyl[i] as number) * BigInt(round)) & 0xffffffffn))),
    ) as [Expression, Expression];
    [a, b, c, d] = [
      c.mulHigh(second).xor(b).xor(k0),
      c.mulLow(second),
      a.mulHigh(first).xor(d).xor(k1),
      a.mulLow(first),
    ];
  }
  return [a, b, c, d];
}
