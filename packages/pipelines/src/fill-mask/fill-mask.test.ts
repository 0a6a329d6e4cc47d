import { expect, test } from "vitest";
import { expectClose } from "../../test/close-to.ts";
import { idsOf, tinyModel } from "../../test/tiny-model.ts";
import { transformersJs } from "../../test/transformers-js.ts";
import { fillMask } from "./fill-mask.ts";

const folder = await tinyModel("bert", "masked-lm");
const texts = ["The [MASK] sat in Rome.", "Ann ran from Bob to the [MASK], in the sun"];

test("has the words and scores of transformers.js", async () => {
  await using ours = await fillMask(folder);
  const theirs = await transformersJs("fill-mask", folder);
  expectClose(await ours(texts[0] as string), await theirs(texts[0]));
  expectClose(await ours(texts), await theirs(texts));
  expectClose(await ours(texts, { topK: 2 }), await theirs(texts, { top_k: 2 }));
});

test("targets are chosen among, with the probabilities they have among all words", async () => {
  const said: string[] = [];
  await using ours = await fillMask(folder, { warn: (line) => said.push(line) });
  const all = await ours(texts[0] as string, { topK: 100 });
  const among = all.filter(({ token_str }) => ["cat", "dog"].includes(token_str));
  expectClose(await ours(texts[0] as string, { targets: ["dog", "cat", "cat"] }), among);
  expectClose(
    await ours(texts[0] as string, { targets: "cat" }),
    among.filter(({ token_str }) => token_str === "cat"),
  );
  expect(said).toEqual([]);
  const [first] = await ours(texts[0] as string, { targets: ["walked"] });
  expect(first?.token).toBe(idsOf("walk")[0]);
  expect(said).toEqual(['a target that is no token stands for its first one, "walk": walked']);
  await expect(ours(texts[0] as string, { targets: ["zebra"] })).rejects.toThrow(
    'targets: words of the vocabulary expected: "zebra"',
  );
});

test("a text has one mask, as the model writes it, where the model reads", async () => {
  await using ours = await fillMask(folder, { warn: () => {} });
  await expect(ours("the <mask> sat")).rejects.toThrow(
    'text: [MASK] expected once, in the place of the word to find, it is there 0 times: "the <mask> sat"',
  );
  await expect(ours("[MASK] [MASK]")).rejects.toThrow("it is there 2 times");
  await expect(ours(`${"the cat ".repeat(30)}[MASK]`)).rejects.toThrow(
    "[MASK] within the 32 tokens expected",
  );
});
