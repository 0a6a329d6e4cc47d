import { describe, expect, it } from "vitest";
import { PreTrainedTokenizerFast } from "../../src/auto/index.ts";
import { ArgumentError } from "../../src/errors.ts";
import { Tokenizer } from "../../src/tokenizer/tokenizer.ts";
import {
  DuplicateSpecialTokenError,
  TrainerOptionsError,
  trainBpe,
  trainWordPiece,
} from "../../src/trainers/index.ts";
import { brownLines } from "../oracle/lines.ts";
import { bertJson, gpt2Json, tokenizerJsonOf } from "../oracle/rust.ts";

const lines = brownLines(2000);

/** Texts in batches, made one by one, as from a data set that does not fit into memory. */
function* batches(size = 100) {
  for (let i = 0; i < lines.length; i += size) yield lines.slice(i, i + size);
}

describe("trainNewFromIterator", () => {
  it("learns WordPiece with the old special tokens first, and moves the template to their new ids", async () => {
    const bert = new PreTrainedTokenizerFast({
      tokenizerJson: bertJson(),
      padToken: "[PAD]",
      modelMaxLength: 512,
    });
    const trained = await bert.trainNewFromIterator(batches(), 1000, { newSpecialTokens: ["[NEW]"] });
    const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[NEW]"];
    expect(trained.convertIdsToTokens([0, 1, 2, 3, 4, 5])).toEqual(special);
    expect([trained.getVocabSize(), trained.padToken, trained.modelMaxLength]).toEqual([1000, "[PAD]", 512]);

    // The trainer itself on the words that the old tokenizer makes of the texts.
    const bare = { ...JSON.parse(bertJson()), added_tokens: [], post_processor: null };
    const tokenizer = Tokenizer.fromString(JSON.stringify(bare));
    await tokenizer.trainFromIterator(batches(), (words) =>
      trainWordPiece(words, { vocabSize: 1000, specialTokens: special }),
    );
    expect(trained.getVocab()).toEqual(tokenizer.getVocab());

    const encoding = await trained("The Jury said", "it did [NEW] not");
    expect(encoding.tokens().filter((token) => special.includes(token))).toEqual([
      "[CLS]",
      "[SEP]",
      "[NEW]",
      "[SEP]",
    ]);
    expect(encoding.input_ids.at(0)).toBe(2);
    expect(encoding.input_ids.at(-1)).toBe(3);
    expect(new Set(encoding.token_type_ids)).toEqual(new Set([0, 1]));
    expect(trained.decode(encoding.input_ids, { skipSpecialTokens: true })).toBe("the jury said it did not");
  });

  it("learns byte-level BPE with all 256 bytes, so that it can spell anything", async () => {
    const endOfText = "<|endoftext|>";
    const gpt2 = new PreTrainedTokenizerFast({
      tokenizerJson: gpt2Json(),
      bosToken: endOfText,
      eosToken: endOfText,
    });
    const trained = await gpt2.trainNewFromIterator(batches(), 800);
    expect(trained.getVocabSize()).toBe(800);
    expect(trained.eosTokenId).toBe(0);
    for (const text of ["The Jury said", "été, 東京 \u{1F600}\0\n"])
      expect(trained.decode(await trained.encode(text))).toBe(text);
    const byteLevel = JSON.parse(gpt2Json());
    const fresh = Tokenizer.fromString(
      JSON.stringify({ ...byteLevel, added_tokens: [], model: { type: "BPE", vocab: {}, merges: [] } }),
    );
    const { byteLevelAlphabet } = await import("../../src/unicode/byte-level.ts");
    const options = { vocabSize: 800, specialTokens: [endOfText], initialAlphabet: byteLevelAlphabet() };
    await fresh.trainFromIterator(batches(), (words) => trainBpe(words, options));
    expect(trained.getVocab()).toEqual(fresh.getVocab());
  });

  it("learns Unigram with its unknown token, and keeps added tokens", async () => {
    const old = new PreTrainedTokenizerFast({
      tokenizerJson: tokenizerJsonOf({
        pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
        decoder: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
        model: {
          type: "Unigram",
          vocab: [
            ["<s>", 0],
            ["<unk>", 0],
            ["a", -1],
          ],
          unk_id: 1,
        },
      }),
      ...{ bosToken: "<s>", unkToken: "<unk>" },
    });
    old.addTokens(["Brooklyn"]);
    const trained = await old.trainNewFromIterator(batches(), 400, { maxPieceLength: 6 });
    expect(trained.getVocabSize()).toBe(400);
    expect(trained.unkTokenId).toBeLessThan(4);
    expect(await trained.tokenize("in Brooklyn")).toContain("Brooklyn");
    expect((await trained("東")).input_ids).toContain(trained.unkTokenId);
    expect(
      Math.max(
        ...Array.from(trained.getVocab().keys(), (token) => (token === "Brooklyn" ? 0 : token.length)),
      ),
    ).toBeLessThanOrEqual(6);
    expect(trained.decode(await trained.encode("The jury said"))).toBe("The jury said");
  });

  it("learns a vocabulary of words", async () => {
    const old = new PreTrainedTokenizerFast({
      tokenizerJson: tokenizerJsonOf({
        pre_tokenizer: { type: "WhitespaceSplit" },
        model: { type: "WordLevel", vocab: { "<unk>": 0 }, unk_token: "<unk>" },
      }),
      unkToken: "<unk>",
    });
    const trained = await old.trainNewFromIterator(["a b b", "b c c c"], 3);
    expect(trained.getVocab()).toEqual(
      new Map([
        ["<unk>", 0],
        ["b", 1],
        ["c", 2],
      ]),
    );
    expect((await trained("c a b")).input_ids).toEqual([2, 0, 1]);
  });

  it("renames special tokens everywhere", async () => {
    const bert = new PreTrainedTokenizerFast({
      tokenizerJson: bertJson(),
      clsToken: "[CLS]",
      unkToken: "[UNK]",
    });
    const specialTokensMap = { "[CLS]": "<s>", "[SEP]": "</s>", "[UNK]": "<unk>" };
    const trained = await bert.trainNewFromIterator(batches(), 500, { specialTokensMap });
    expect((await trained("the 東")).tokens()).toEqual(["<s>", "the", "<unk>", "</s>"]);
    expect([trained.clsToken, trained.unkToken]).toEqual(["<s>", "<unk>"]);
  });

  it("is the same each time, and says what it is doing", async () => {
    const bert = new PreTrainedTokenizerFast({ tokenizerJson: bertJson() });
    const stages = new Set<string>();
    const [a, b] = [
      await bert.trainNewFromIterator(batches(), 700, { onProgress: ({ stage }) => stages.add(stage) }),
      await bert.trainNewFromIterator(batches(7), 700),
    ];
    expect(a.getVocab()).toEqual(b.getVocab());
    expect(stages.size).toBeGreaterThan(0);
  });

  it("refuses what the trainers refuse", async () => {
    const bert = new PreTrainedTokenizerFast({ tokenizerJson: bertJson() });
    const options = { shrinkingFactor: 0.5 };
    await expect(bert.trainNewFromIterator(batches(), 700, options)).rejects.toThrow(TrainerOptionsError);
    const twice = { newSpecialTokens: ["[X]"], specialTokensMap: { "[MASK]": "[X]" } };
    const trained = await bert.trainNewFromIterator(batches(), 700, twice).catch((error: unknown) => error);
    expect(trained).not.toBeInstanceOf(DuplicateSpecialTokenError);
    await expect(bert.trainNewFromIterator([5 as never], 700)).rejects.toThrow(ArgumentError);
  });
});
