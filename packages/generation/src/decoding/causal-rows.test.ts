import { changed } from "@llm-course/onnx";
import { expect, test } from "vitest";
import { gpt2Graph } from "../../test/gpt2-graph.ts";
import { randomWeights, tinyConfig, tinySizes } from "../../test/tiny-gpt2.ts";
import type { Decoding, Rows } from "../language-model.ts";
import { randomStream } from "../random.ts";
import { createDecoder } from "./create-decoder.ts";

const sizes = { ...tinySizes, n_positions: 400 };
const network = gpt2Graph(sizes);
const weights = randomWeights(network.parameters);

test.each([
  ["fused", network.model],
  ["unfused", changed(network.model, { producerName: "elsewhere" })],
])("%s rows that come and go have the logits of each by itself", async (name, model) => {
  await using decoder = await createDecoder({ model, weights, config: tinyConfig });
  const rows = decoder.startRows?.() as Rows;
  const random = randomStream(2, 0);
  const below = (n: number) => Math.floor(random() * n);
  const token = () => below(sizes.vocab_size);
  let reference: { decoding: Decoding; length: number }[] = [];
  let worst = 0;
  let most = 0;
  const compare = async (given: readonly Float32Array[], tokens: readonly (readonly number[])[]) => {
    expect(given).toHaveLength(tokens.length);
    const own = reference.slice(-tokens.length);
    for (const [i, ids] of tokens.entries()) {
      const [expected] = (await own[i]?.decoding.read([ids])) ?? [];
      for (const [k, value] of (expected as Float32Array).entries())
        worst = Math.max(worst, Math.abs(value - (given[i]?.[k] as number)));
    }
  };
  for (let step = 0; step < 150; step++) {
    if (below(12) === 0 || reference.length === 0) {
      const prompts = Array.from({ length: 1 + below(3) }, () =>
        Array.from({ length: 1 + below(50) }, token),
      );
      // A prompt that is there twice is read once.
      prompts.push(prompts[0] ?? []);
      const given = await rows.join(prompts.map((prompt) => ({ source: prompt, prompt })));
      const logits = given.map((row) => row.slice());
      for (const ids of prompts) reference.push({ decoding: decoder.start([ids], 0), length: ids.length });
      await compare(logits, prompts);
    }
    const tokens = reference.map(token);
    const logits = (await rows.read(tokens)).map((row) => row.slice());
    for (const row of reference) row.length++;
    await compare(
      logits,
      tokens.map((id) => [id]),
    );
    most = Math.max(most, reference.length);
    if (below(6) === 0) {
      const kept = [...reference.keys()].filter(() => below(4) > 0);
      rows.keep(kept);
      reference = kept.map((row) => reference[row] as (typeof reference)[number]);
    }
    expect(rows.lengths).toEqual(reference.map(({ length }) => length));
    expect(rows.allocatedTokens).toBeGreaterThanOrEqual(rows.tokensFor(rows.lengths));
    // 2 layers, keys and values, 2 heads of 8 numbers of 4 bytes.
    expect(rows.cacheBytes).toBe(rows.allocatedTokens * 2 * 2 * 2 * 8 * 4);
    if (name === "fused") expect(rows.allocatedTokens % 32).toBe(0);
  }
  expect(worst).toBeLessThan(1e-3);
  expect(most).toBeGreaterThan(6);
});
