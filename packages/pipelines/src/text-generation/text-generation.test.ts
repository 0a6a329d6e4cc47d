import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createDecoder, type Decoder, generate } from "@llm-course/generation";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { expect, test } from "vitest";
import { tinyModel } from "../../test/tiny-model.ts";
import { transformersJs } from "../../test/transformers-js.ts";
import { chat } from "./chat.ts";
import { type TextGenerationOptions, textGeneration } from "./text-generation.ts";

const folder = await tinyModel("gpt2", "causal-lm");
const prompt = "the cat sat";
const messages = [{ role: "user", content: "where is the cat" }];

test("goes on as transformers.js does", async () => {
  await using ours = await textGeneration(folder);
  const theirs = await transformersJs("text-generation", folder);
  expect(await ours(prompt, { maxNewTokens: 8 })).toEqual(await theirs(prompt, { max_new_tokens: 8 }));
  const texts = [prompt, "ann ran from"];
  expect(await ours(texts, { maxNewTokens: 5 })).toEqual(await theirs(texts, { max_new_tokens: 5 }));
  const penalty = { maxNewTokens: 8, repetitionPenalty: 1.5, noRepeatNgramSize: 2 };
  expect(await ours(prompt, penalty)).toEqual(
    await theirs(prompt, { max_new_tokens: 8, repetition_penalty: 1.5, no_repeat_ngram_size: 2 }),
  );
  expect(await ours(prompt, { maxLength: 6 })).toEqual(await theirs(prompt, { max_new_tokens: 3 }));
});

test("the prompt is left out if it is not wanted, and special tokens are added if they are", async () => {
  await using ours = await textGeneration(folder);
  const [whole] = await ours(prompt, { maxNewTokens: 6 });
  const [fresh] = await ours(prompt, { maxNewTokens: 6, returnFullText: false });
  expect(`${prompt}${fresh?.generated_text}`).toBe(whole?.generated_text);
  const [special] = await ours(prompt, { maxNewTokens: 6, addSpecialTokens: true });
  expect([special?.generated_text]).toEqual(await directly(`[CLS] ${prompt} [SEP]`, { maxNewTokens: 6 }));
});

test.each([
  ["beams", { numBeams: 3, numReturnSequences: 2, lengthPenalty: 0.5, earlyStopping: true }],
  ["temperature", { doSample: true, temperature: 0.7, seed: 3, numReturnSequences: 3 }],
  ["topK", { doSample: true, topK: 4, seed: 4 }],
  ["topP", { doSample: true, topP: 0.6, seed: 5 }],
  ["minP", { doSample: true, minP: 0.2, seed: 6 }],
  ["minNewTokens", { minNewTokens: 7 }],
  ["eosTokenId", { eosTokenId: null }],
] as const)("%s: what generate gives for the same options", async (_, given) => {
  await using ours = await textGeneration(folder);
  const options: TextGenerationOptions = { ...given, maxNewTokens: 8 };
  const answers = await ours(prompt, options);
  expect(answers.map(({ generated_text }) => generated_text)).toEqual(await directly(prompt, options));
});

/** Without the pipeline. */
async function directly(text: string, options: TextGenerationOptions): Promise<string[]> {
  const config = JSON.parse(await readFile(join(folder, "config.json"), "utf8"));
  await using decoder: Decoder = await createDecoder({ model: join(folder, "onnx/model.onnx"), config });
  const tokenizer = await AutoTokenizer.fromPretrained(folder);
  const inputIds = [await tokenizer.encode(text, { addSpecialTokens: false })];
  const { newTokens } = await generate(decoder, { inputIds }, options);
  const whole = newTokens.map((tokens) => [...inputIds.flat(), ...tokens]);
  return tokenizer.batchDecode(whole, { skipSpecialTokens: true });
}

test("stops at a text, and streams what a call gives", async () => {
  await using ours = await textGeneration(folder);
  const options = { maxNewTokens: 12, eosTokenId: null, returnFullText: false } as const;
  const [long] = await ours(prompt, options);
  const words = `${long?.generated_text}`.split(" ");
  const stop = words[2] as string;
  const [short] = await ours(prompt, { ...options, stopStrings: [stop] });
  expect(long?.generated_text.startsWith(`${short?.generated_text}`)).toBe(true);
  expect(short?.generated_text).toContain(stop);
  expect(`${short?.generated_text}`.split(" ").length).toBeLessThan(words.length);
  const pieces: string[] = [];
  for await (const piece of ours.stream(prompt, { maxNewTokens: 12, eosTokenId: null })) pieces.push(piece);
  expect(pieces.join("").trim()).toBe(`${long?.generated_text}`.trim());
  expect(pieces.length).toBeGreaterThan(2);
});

test("chats: messages in, messages out, as transformers.js has them", async () => {
  await using ours = await textGeneration(folder);
  const theirs = await transformersJs("text-generation", folder);
  const options = { maxNewTokens: 6 };
  const [answer] = await ours(messages, options);
  expect([answer]).toEqual(await theirs(messages, { max_new_tokens: 6 }));
  const said = answer?.generated_text.at(-1);
  expect(await ours([messages, messages], options)).toEqual([[answer], [answer]]);
  expect(await ours(messages, { ...options, returnFullText: false })).toEqual([{ generated_text: [said] }]);
  await using answering = await chat(folder);
  expect(await answering(messages, options)).toEqual([...messages, said]);
  expect(answering.task).toBe("chat");
  const pieces: string[] = [];
  for await (const piece of answering.stream(messages, options)) pieces.push(piece);
  // A stream's first piece of a word has none before it.
  expect(pieces.join("").trim().replace(/^##/, "")).toBe(said?.content);
});

test("goes on as far as the model's positions where nobody says how far", async () => {
  await using ours = await textGeneration(folder);
  const [text] = await directly(prompt, { maxNewTokens: 45, eosTokenId: null });
  const [whole] = await ours(prompt, { eosTokenId: null });
  expect(whole?.generated_text).toBe(text);
});

test("what is given wrongly is an error", async () => {
  await using ours = await textGeneration(folder);
  await expect(ours("")).rejects.toThrow("prompt: there is nothing to read");
  await expect(ours({ role: "user" } as never)).rejects.toThrow(
    "prompt: a text, or a list of texts, expected",
  );
  await expect(ours(prompt, { topK: 3 })).rejects.toThrow("topK needs doSample: true");
  await expect(ours(prompt, { top_k: 3 } as never)).rejects.toThrow("top_k");
  await expect(ours("the cat sat ".repeat(8334))).rejects.toThrow("are more than the decoder's positions");
  await expect(ours.stream([prompt] as never).next()).rejects.toThrow("a stream is of one prompt");
  await expect(ours.stream(prompt, { returnFullText: true }).next()).rejects.toThrow(
    "leave out returnFullText",
  );
  const encoder = await tinyModel("bart", "seq2seq-lm");
  await expect(textGeneration(encoder)).rejects.toThrow("text-generation: onnx/model.onnx or");
});
