import type { Batch } from "@llm-course/onnx";
import { describe, expect, test } from "vitest";
import { int64 } from "../checkpoints/tiny-batch.fixture.ts";
import { dataCollatorForLanguageModeling } from "./data-collator-for-language-modeling.ts";
import { dataCollatorForWholeWordMask } from "./data-collator-for-whole-word-mask.ts";
import { DataLoader } from "./data-loader.ts";
import { DataCollatorError, ExampleError } from "./errors.ts";
import type { Example } from "./example.ts";

const [pad, start, end, mask, vocabSize] = [0, 1, 2, 3, 1000];
const tokenizer = { padTokenId: pad, maskTokenId: mask, vocabSize, allSpecialIds: [pad, start, end, mask] };

/** Words of one to three tokens, at most 40 tokens; no two tokens of an example are equal. */
function examples(count: number): Example[] {
  return Array.from({ length: count }, (_, i) => {
    const words = Array.from({ length: 10 + (i % 5) }, (_, j) => 1 + ((i + j) % 3));
    const wordIds = words.flatMap((tokens, word) => new Array<number>(tokens).fill(word));
    return {
      input_ids: [start, ...wordIds.map((_, j) => 10 + ((i * 7 + j * 3) % 900)), end],
      word_ids: [null, ...wordIds, null],
    };
  });
}

const numbers = (batch: Batch, name: string) => Array.from(batch[name]?.data ?? [], Number);

/** What became of the tokens that labels name: their places, in rows one after the other. */
function masked(batch: Batch, given: readonly Example[]) {
  const width = batch.input_ids?.dims[1] ?? 0;
  const ids = numbers(batch, "input_ids");
  const labels = numbers(batch, "labels");
  const original = given.flatMap(({ input_ids }) => {
    const row = Array.from(input_ids as number[]);
    return [...row, ...new Array<number>(width - row.length).fill(pad)];
  });
  const chosen = labels.flatMap((label, i) => (label === -100 ? [] : [i]));
  return { ids, labels, original, chosen };
}

/** Whether a count of independent events is within five deviations, which one in two million is not. */
function expectShare(count: number, of: number, probability: number): void {
  const deviation = Math.sqrt(of * probability * (1 - probability));
  expect(Math.abs(count - of * probability)).toBeLessThan(5 * deviation);
}

describe("masks", () => {
  const collators = { tokens: dataCollatorForLanguageModeling, words: dataCollatorForWholeWordMask };

  test.each(["tokens", "words"] as const)(
    "of %s: a share of 0.15, of these 0.8 masks and 0.1 random",
    (unit) => {
      const collator = collators[unit];
      const given = examples(40);
      let [maskable, chosen, toMask, kept, words, chosenWords] = [0, 0, 0, 0, 0, 0];
      for (let seed = 0; seed < 30; seed++) {
        const result = masked(collator(tokenizer, { seed })(given), given);
        maskable += result.original.filter((id) => !tokenizer.allSpecialIds.includes(id)).length;
        chosen += result.chosen.length;
        const others = result.ids.filter((_, i) => result.labels[i] === -100);
        expect(others).toEqual(result.original.filter((_, i) => result.labels[i] === -100));
        for (const i of result.chosen) {
          expect(tokenizer.allSpecialIds).not.toContain(result.original[i]);
          expect(result.labels[i]).toBe(result.original[i]);
          expect(result.ids[i]).toBeLessThan(vocabSize);
          if (result.ids[i] === mask) toMask++;
          if (result.ids[i] === result.original[i]) kept++;
        }
        for (const [row, { word_ids }] of given.entries()) {
          const width = result.ids.length / given.length;
          const ids = word_ids as (number | null)[];
          const perWord = Map.groupBy(ids.keys(), (i) => ids[i] ?? -1);
          perWord.delete(-1);
          words += perWord.size;
          for (const places of perWord.values()) {
            const marks = places.map((i) => result.labels[row * width + i] !== -100);
            if (unit === "words") expect(new Set(marks).size).toBe(1);
            if (marks.every(Boolean)) chosenWords++;
          }
        }
      }
      if (unit === "words") expectShare(chosenWords, words, 0.15);
      else expectShare(chosen, maskable, 0.15);
      // A random token is the mask or the old one once in a thousand times, far below a deviation.
      expectShare(toMask, chosen, 0.8);
      expectShare(kept, chosen, 0.1);
    },
  );

  test("take other probabilities", () => {
    const given = examples(30);
    const all = { mlmProbability: 1, maskReplaceProb: 0, randomReplaceProb: 1 };
    const { ids, chosen, original } = masked(dataCollatorForLanguageModeling(tokenizer, all)(given), given);
    expect(chosen).toHaveLength(original.filter((id) => !tokenizer.allSpecialIds.includes(id)).length);
    // Uniform over 1000 tokens: 500 on average, with a deviation of 289.
    const mean = chosen.reduce((sum, i) => sum + (ids[i] as number), 0) / chosen.length;
    expect(Math.abs(mean - 499.5)).toBeLessThan((5 * 289) / Math.sqrt(chosen.length));
    const kept = { mlmProbability: 0.5, maskReplaceProb: 0, randomReplaceProb: 0 };
    const untouched = masked(dataCollatorForLanguageModeling(tokenizer, kept)(given), given);
    expect(untouched.ids).toEqual(untouched.original);
  });

  test("are an example's own: by seed and epoch, whatever the batch", async () => {
    const dataset = examples(24);
    const collate = dataCollatorForLanguageModeling(tokenizer, { padToMultipleOf: 64 });
    const read = async (options: object, epoch: number) => {
      const loader = new DataLoader(dataset, { collate, ...options });
      loader.setEpoch(epoch);
      const rows: string[] = [];
      for await (const batch of loader) {
        const ids = numbers(batch, "input_ids");
        for (let i = 0; i < ids.length; i += 64) rows.push(String(ids.slice(i, i + 64)));
      }
      return rows.sort();
    };
    const first = await read({ batchSize: 4 }, 0);
    expect(await read({ batchSize: 7, shuffle: true }, 0)).toEqual(first);
    expect(await read({ batchSize: 4 }, 1)).not.toEqual(first);
    const other = dataCollatorForLanguageModeling(tokenizer, { padToMultipleOf: 64, seed: 43 });
    expect(await read({ batchSize: 4, collate: other }, 0)).not.toEqual(first);
    for await (const batch of new DataLoader(dataset.values(), { collate, batchSize: 24 })) {
      const ids = numbers(batch, "input_ids");
      expect(dataset.map((_, i) => String(ids.slice(i * 64, (i + 1) * 64))).sort()).toEqual(first);
    }
  });

  test("change from call to call without a data loader", () => {
    const collate = dataCollatorForLanguageModeling(tokenizer, { mlmProbability: 0.5 });
    const given = examples(4);
    expect(collate(given).labels).not.toEqual(collate(given).labels);
  });

  test("go by special_tokens_mask, where it is there", () => {
    const given = [{ input_ids: [start, 5, 6, 7, 8, end], special_tokens_mask: [1, 0, 1, 1, 0, 1] }];
    const collate = dataCollatorForLanguageModeling(
      { padTokenId: pad, maskTokenId: mask, vocabSize },
      { mlmProbability: 1 },
    );
    const batch = collate(given);
    expect(batch.labels).toEqual(int64([[-100, 5, -100, -100, 8, -100]]));
    expect(Object.keys(batch)).not.toContain("special_tokens_mask");
    expect(() => collate([{ input_ids: [5] }])).toThrow(ExampleError);
    expect(() => collate([{ input_ids: [5] }])).toThrow("or a tokenizer with allSpecialIds");
  });

  test("of words go by ## where there are no word ids", () => {
    const names = ["[PAD]", "[CLS]", "[SEP]", "[MASK]", "un", "##believ", "##able", "cat"];
    const convertIdsToTokens = (ids: number[]) => ids.map((id) => names[id] ?? "?");
    const collate = dataCollatorForWholeWordMask(
      { ...tokenizer, convertIdsToTokens },
      { mlmProbability: 0.5 },
    );
    const patterns = new Set<string>();
    for (let call = 0; call < 100; call++)
      patterns.add(
        String(
          numbers(collate([{ input_ids: [1, 4, 5, 6, 7, 2] }]), "labels").map((label) => Number(label >= 0)),
        ),
      );
    expect([...patterns].sort()).toEqual(["0,0,0,0,0,0", "0,0,0,0,1,0", "0,1,1,1,0,0", "0,1,1,1,1,0"]);
    expect(() => dataCollatorForWholeWordMask(tokenizer)([{ input_ids: [4] }])).toThrow(
      "word_ids: expected it, or a tokenizer with convertIdsToTokens",
    );
  });

  test.each([
    [{ mlmProbability: 15 }, tokenizer, "invalid mlmProbability, expected a probability from 0 to 1: 15"],
    [{ maskReplaceProb: 0.95 }, tokenizer, "expected at most 1 together: 0.95, 0.1"],
    [{}, { padTokenId: 0 }, "masks need a tokenizer with a maskTokenId"],
    [{}, { padTokenId: 0, maskTokenId: 3 }, "randomReplaceProb needs a tokenizer with a vocabSize"],
  ])("with %j of %j are refused", (options, given, message) => {
    expect(() => dataCollatorForLanguageModeling(given, options)).toThrow(DataCollatorError);
    expect(() => dataCollatorForLanguageModeling(given, options)).toThrow(message);
  });
});

test("of a causal model labels are the tokens, and padding does not count", () => {
  const collate = dataCollatorForLanguageModeling({ padTokenId: 2 }, { mlm: false });
  // The text ends with the token that pads, and is to end with it.
  expect(collate([{ input_ids: [5, 6, 2], labels: [1, 1, 1] }, { input_ids: [7, 2] }])).toEqual({
    input_ids: int64([
      [5, 6, 2],
      [7, 2, 2],
    ]),
    attention_mask: int64([
      [1, 1, 1],
      [1, 1, 0],
    ]),
    labels: int64([
      [5, 6, 2],
      [7, 2, -100],
    ]),
  });
  const padded = collate([{ input_ids: [5, 2], attention_mask: [1, 0] }]);
  expect(padded.labels).toEqual(int64([[5, -100]]));
});
