import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changed, writeOnnx } from "@llm-course/onnx";
import { describe, expect, test } from "vitest";
import { gpt2Graph } from "../../test/gpt2-graph.ts";
import { randomWeights, tinyConfig, tinySizes } from "../../test/tiny-gpt2.ts";
import { createDecoder } from "../decoding/create-decoder.ts";
import type { LanguageModel } from "../language-model.ts";
import { fuseAttention } from "./fuse-attention.ts";
import { fusedModel } from "./fused-model.ts";

const network = gpt2Graph({ ...tinySizes, n_positions: 160 });
const weights = randomWeights(network.parameters);
const prompts = [
  [3, 1, 19, 0, 7, 22],
  [5, 2],
  [8, 30, 11],
];

const open = (model: typeof network.model) => createDecoder({ model, weights, config: tinyConfig });
/** As of another exporter, whose graphs are left as they are. */
const unfused = changed(network.model, { producerName: "elsewhere" });

test("attention becomes one operator, and no output has what was there before", async () => {
  const fused = await fuseAttention(network.model);
  const kinds = fused?.graph?.node.map(({ opType }) => opType) ?? [];
  expect(kinds.filter((kind) => kind === "GroupQueryAttention")).toHaveLength(2);
  expect(kinds).not.toContain("Softmax");
  // Heads are cut and put together by the operator; sums and biases are added by that of the norm.
  expect(kinds.filter((kind) => kind === "SkipLayerNormalization")).toHaveLength(5);
  expect(kinds.filter((kind) => kind === "LayerNormalization")).toHaveLength(0);
  expect(kinds).not.toContain("Reshape");
  expect(fused?.graph?.output.map(({ name }) => name)).toEqual([
    ...["logits", "appended.0.key", "appended.0.value", "appended.1.key", "appended.1.value"],
  ]);
});

test("a graph from elsewhere is left alone, and one whose heads do not fit", async () => {
  expect(await fuseAttention(unfused)).toBeUndefined();
  expect(await fuseAttention(gpt2Graph({ ...tinySizes, n_head: 4 }).model)).toBeUndefined();
});

describe("logits are those of the graph as it was built", () => {
  /** Reads a batch and then 140 tokens, more than there is room for at first, changing the rows on the way. */
  async function read(model: LanguageModel): Promise<number[]> {
    const decoding = model.start(prompts, 0);
    const all = [...(await decoding.read(decoding.prompts))].flatMap((row) => [...row]);
    let rows = 3;
    for (let step = 0; step < 140; step++) {
      const selected = { 5: [2, 0, 0, 1], 70: [3, 1], 100: [1, 0] }[step];
      if (selected) decoding.select(selected);
      rows = selected?.length ?? rows;
      const tokens = Array.from({ length: rows }, (_, row) => [(7 * step + 5 * row) % 37]);
      const logits = await decoding.read(tokens);
      expect(logits).toHaveLength(rows);
      for (const row of logits) all.push(...row);
    }
    return all;
  }

  test("for prompts of different lengths, rows in another order, and more tokens than room", async () => {
    await using plain = await open(unfused);
    await using fused = await open(network.model);
    const [expected, given] = [await read(plain), await read(fused)];
    expect(given).toHaveLength(expected.length);
    const worst = given.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (expected[i] as number))),
      0,
    );
    expect(worst).toBeLessThan(1e-3);
    expect(Math.max(...expected)).toBeGreaterThan(1);
  });
});

test("a file of another exporter is opened where it is, one built here is fused", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fuse-"));
  const path = (name: string) => join(folder, `${name}.onnx`);
  await writeOnnx(path("own"), network.model);
  await writeOnnx(path("foreign"), unfused);
  expect(await fusedModel(path("foreign"))).toBe(path("foreign"));
  expect(await fusedModel(path("own"))).toMatchObject({ producerName: "llm-course" });
  await rm(folder, { recursive: true });
});
