import { expect, test } from "vitest";
import { tinyModel } from "../../test/tiny-model.ts";
import { transformersJs } from "../../test/transformers-js.ts";
import { pipeline } from "../pipeline.ts";
import { summarization, text2textGeneration, translation } from "./text2text-generation.ts";

const folder = await tinyModel("bart", "seq2seq-lm");
const texts = ["the cat sat in rome.", "ann ran from bob", "where is the sea?"];

test.each([
  ["summarization", summarization],
  ["translation", translation],
  ["text2text-generation", text2textGeneration],
] as const)("%s has the texts of transformers.js", async (task, open) => {
  await using ours = await open(folder, { batchSize: 2 });
  const theirs = await transformersJs(task, folder);
  expect(await ours(texts[0] as string, { maxNewTokens: 8 })).toEqual(
    await theirs(texts[0], { max_new_tokens: 8 }),
  );
  expect(await ours(texts, { maxNewTokens: 6 })).toEqual(await theirs(texts, { max_new_tokens: 6 }));
  // Lengths are of the decoder's sequence, the token that it begins with included.
  expect(await ours(texts, { minLength: 7, maxLength: 9 })).toEqual(
    await theirs(texts, { min_length: 7, max_new_tokens: 8 }),
  );
  await using same = await pipeline(task, folder);
  expect(await same(texts, { maxNewTokens: 6 })).toEqual(await ours(texts, { maxNewTokens: 6 }));
});

test("beams give several texts each", async () => {
  await using ours = await summarization(folder);
  const found = await ours(texts.slice(0, 2), { numBeams: 3, numReturnSequences: 2, maxNewTokens: 6 });
  expect(found).toHaveLength(4);
  const [best] = await ours(texts[0] as string, { numBeams: 3, maxNewTokens: 6 });
  expect(found[0]).toEqual(best);
});

test("the task names languages, and models say what they read before a text", async () => {
  const prefixed = await tinyModel("bart", "seq2seq-lm", {
    task_specific_params: { translation_en_to_fr: { prefix: "the news : " } },
  });
  await using told = await pipeline("translation_en_to_fr", prefixed);
  await using untold = await pipeline("translation", prefixed);
  const [text] = texts as [string];
  const asked = await untold(`the news : ${text}`, { maxNewTokens: 8 });
  expect(await told(text, { maxNewTokens: 8 })).toEqual(asked);
  expect(told.task).toBe("translation_en_to_fr");
});

test("long texts are cut, and a decoder is no encoder-decoder", async () => {
  const said: string[] = [];
  await using ours = await translation(folder, { warn: (line) => said.push(line) });
  const long = "the cat sat ".repeat(8334);
  expect(await ours(long, { maxNewTokens: 4 })).toEqual(await ours(long.slice(0, 400), { maxNewTokens: 4 }));
  expect(said[0]).toBe(
    "a text of 25004 tokens was cut, the model reads 32: the cat sat the cat sat the cat sat the …",
  );
  await expect(ours(["", "a"])).rejects.toThrow("text 0: there is nothing to read");
  await expect(translation(await tinyModel("gpt2", "causal-lm"))).rejects.toThrow(
    "translation: onnx/encoder_model.onnx and onnx/decoder_model_merged.onnx expected",
  );
});
