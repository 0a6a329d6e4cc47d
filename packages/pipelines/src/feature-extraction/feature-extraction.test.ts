import type { Tensor } from "@huggingface/transformers";
import { expect, test } from "vitest";
import { expectClose } from "../../test/close-to.ts";
import { tinyModel } from "../../test/tiny-model.ts";
import { transformersJs } from "../../test/transformers-js.ts";
import { featureExtraction } from "./feature-extraction.ts";
import { normalize, pool } from "./pool.ts";

const folder = await tinyModel("bert", "feature-extraction");
const texts = ["The cat sat in Rome.", "Ann", "Bob is not playing in the sun"];

test("has the vectors of transformers.js", async () => {
  await using ours = await featureExtraction(folder, { batchSize: 2 });
  const theirs = await transformersJs("feature-extraction", folder);
  const same = (mine: Tensor, other: unknown) => {
    expect(mine.dims).toEqual((other as Tensor).dims);
    expectClose(mine.tolist(), (other as Tensor).tolist());
  };
  same(await ours(texts[0] as string), await theirs(texts[0]));
  same(await ours(texts), await theirs(texts));
  same(await ours(texts, { pooling: "mean" }), await theirs(texts, { pooling: "mean" }));
  same(await ours(texts, { pooling: "cls" }), await theirs(texts, { pooling: "cls" }));
  const both = { pooling: "mean", normalize: true } as const;
  same(await ours(texts, both), await theirs(texts, both));
  // transformers.js takes the last place, padding or not, so texts go one by one.
  for (const text of texts)
    same(await ours(text, { pooling: "lastToken" }), await theirs(text, { pooling: "last_token" }));
});

test("padding is not pooled, and vectors become one long", () => {
  const hidden = [
    [3, 0],
    [1, 4],
    [9, 9],
  ];
  expect([...pool(hidden, [1, 1, 0], "mean")]).toEqual([2, 2]);
  expect([...pool(hidden, [1, 1, 0], "lastToken")]).toEqual([1, 4]);
  expect([...pool(hidden, [0, 1, 1], "cls")]).toEqual([1, 4]);
  expectClose([...normalize(Float32Array.of(3, 4))], [0.6, 0.8]);
});

test("vectors of tokens are not normalized, and there is at least one text", async () => {
  await using ours = await featureExtraction(folder);
  await expect(ours("a cat", { normalize: true })).rejects.toThrow("option normalize needs a pooling");
  await expect(ours([])).rejects.toThrow("text: at least one text expected: []");
});
