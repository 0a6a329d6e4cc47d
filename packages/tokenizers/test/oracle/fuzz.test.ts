import { describe, expect, it } from "vitest";
import { randomLine } from "./lines.ts";
import { Random } from "./random.ts";
import { randomTokenizer } from "./random-tokenizer.ts";
import { both, firstDifference, fuzzCount } from "./rust.ts";

describe("random tokenizers", () => {
  const textsEach = 100;
  const seeds = Array.from({ length: Math.ceil(fuzzCount / textsEach) }, (_, i) => i);

  it(`give Rust's encodings of ${fuzzCount} random texts`, { timeout: 100 * fuzzCount }, async () => {
    for (const seed of seeds) {
      const random = new Random(seed);
      const json = JSON.stringify(randomTokenizer(random).toJson());
      const texts = random.times(textsEach, () => randomLine(random));
      const difference = await firstDifference(both(json), texts);
      if (difference) expect({ json, ...difference }).toBeUndefined();
    }
  });
});
