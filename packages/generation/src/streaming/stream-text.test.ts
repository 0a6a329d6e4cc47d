import { afterAll, beforeAll, expect, test } from "vitest";
import { tinyDecoder } from "../../test/tiny-gpt2.ts";
import type { Decoder } from "../decoding/create-decoder.ts";
import { GenerationOptionsError } from "../errors.ts";
import { generate } from "../generate.ts";
import { streamText } from "./stream-text.ts";

const letters = (id: number) => (id % 3 === 0 ? " " : String.fromCharCode(97 + (id % 26)));
const tokenizer = { decode: (ids: number[]) => ids.map(letters).join("") };
const prompt = { inputIds: [[3, 1, 19]] };
const noEnd = { eosTokenId: null, maxNewTokens: 16 };

let decoder: Decoder;
beforeAll(async () => {
  decoder = await tinyDecoder();
});
afterAll(() => decoder[Symbol.asyncDispose]());

async function all(pieces: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const piece of pieces) found.push(piece);
  return found;
}

test("the pieces are the text of the new tokens, and end where words do", async () => {
  const { newTokens } = await generate(decoder, prompt, noEnd);
  const pieces = await all(streamText(decoder, tokenizer, prompt, noEnd));
  expect(pieces.join("")).toBe(tokenizer.decode(newTokens[0] as number[]));
  expect(pieces.length).toBeGreaterThan(2);
  for (const piece of pieces.slice(0, -1)) expect(piece.endsWith(" ")).toBe(true);
});

test("stop strings are looked for with the same tokenizer", async () => {
  const full = (await all(streamText(decoder, tokenizer, prompt, noEnd))).join("");
  const stop = full.slice(5, 8);
  const text = (await all(streamText(decoder, tokenizer, prompt, { ...noEnd, stopStrings: stop }))).join("");
  expect(text).toBe(full.slice(0, full.indexOf(stop) + 3));
});

test("a signal ends the stream with its reason", async () => {
  const controller = new AbortController();
  const found: string[] = [];
  const reading = (async () => {
    for await (const piece of streamText(decoder, tokenizer, prompt, {
      ...noEnd,
      signal: controller.signal,
    })) {
      found.push(piece);
      controller.abort(new Error("enough"));
    }
  })();
  await expect(reading).rejects.toThrow("enough");
  expect(found).toHaveLength(1);
});

test("several rows are refused", async () => {
  const two = { inputIds: [[1], [2]] };
  await expect(all(streamText(decoder, tokenizer, two))).rejects.toThrow(GenerationOptionsError);
  const returned = { doSample: true, numReturnSequences: 2 };
  await expect(all(streamText(decoder, tokenizer, prompt, returned))).rejects.toThrow("one row");
});
