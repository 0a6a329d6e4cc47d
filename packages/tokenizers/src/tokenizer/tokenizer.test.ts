import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tokenizer as RustTokenizer } from "tokenizers";
import { describe, expect, it } from "vitest";
import { brownLines, oracleLines } from "../../test/oracle/lines.ts";
import { bertJson, both, firstDifference, gpt2Json, rowOf, rustRow } from "../../test/oracle/rust.ts";
import * as decoders from "../decoders/index.ts";
import { ArgumentError } from "../errors.ts";
import * as models from "../models/index.ts";
import * as normalizers from "../normalizers/index.ts";
import * as postProcessors from "../post-processors/index.ts";
import * as preTokenizers from "../pre-tokenizers/index.ts";
import { trainBpe } from "../trainers/train-bpe.ts";
import { trainUnigram } from "../trainers/train-unigram.ts";
import { trainWordPiece } from "../trainers/train-word-piece.ts";
import { Tokenizer } from "./tokenizer.ts";

describe("Tokenizer", () => {
  it("gives offsets that slice the tokens out of the text", () => {
    const text = "Zürich 😀 naïve 한국어";
    const { tokens, offsets } = Tokenizer.fromString(bertJson()).encode(text, undefined, {
      addSpecialTokens: false,
    });
    expect(tokens.slice(0, 2)).toEqual(["zurich", "[UNK]"]);
    expect(offsets.slice(0, 3).map(([start, end]) => text.slice(start, end))).toEqual([
      "Zürich",
      "😀",
      "naïve",
    ]);
  });

  it("encodes words as Rust encodes each of them", async () => {
    const words = oracleLines(100);
    for (const json of [bertJson(), gpt2Json()]) {
      const { ours, rust } = both(json);
      const encoding = ours.encode(words, undefined, { isPretokenized: true, addSpecialTokens: false });
      const rows = await Promise.all(
        words.map(async (word) => rustRow(await rust.encode(word, null, { addSpecialTokens: false }), word)),
      );
      expect(encoding.ids).toEqual(rows.flatMap((row) => row.ids));
      expect(encoding.offsets).toEqual(rows.flatMap((row) => row.offsets));
      expect(encoding.wordIds).toEqual(rows.flatMap((row, i) => row.ids.map(() => i)));
    }
  });

  it("encodes batches of texts, of pairs and of words", () => {
    const tokenizer = Tokenizer.fromString(bertJson());
    const batch = tokenizer.encodeBatch(["a b", ["a", "b c"]]);
    expect(batch.map(rowOf)).toEqual([tokenizer.encode("a b"), tokenizer.encode("a", "b c")].map(rowOf));
    const options = { isPretokenized: true };
    const words = tokenizer.encodeBatch(
      [
        ["a", "b c"],
        [["a"], ["b", "c"]],
      ],
      options,
    );
    expect(words.map(rowOf)).toEqual(
      [tokenizer.encode(["a", "b c"], undefined, options), tokenizer.encode(["a"], ["b", "c"], options)].map(
        rowOf,
      ),
    );
  });

  it("adds tokens with Rust's ids and counts", () => {
    const { ours, rust } = both(bertJson());
    for (const tokens of [["[MASK]", "new"], ["new", "newer"], [""], ["hello"]])
      expect(ours.addTokens(tokens)).toBe(rust.addTokens(tokens));
    ours.addSpecialTokens(["[EXTRA]"]);
    rust.addSpecialTokens(["[EXTRA]"]);
    for (const token of ["[MASK]", "new", "newer", "hello", "[EXTRA]", "nothing"])
      expect(ours.tokenToId(token)).toBe(rust.tokenToId(token) ?? undefined);
    for (const id of [0, 103, 30522, 30523, 30524, 30525])
      expect(ours.idToToken(id)).toBe(rust.idToToken(id) ?? undefined);
    expect(ours.getVocabSize()).toBe(rust.getVocabSize());
  });

  it("looks for added tokens as the new normalizer leaves them", () => {
    const tokenizer = new Tokenizer(new models.BPE({ vocab: { x: 0 }, unkToken: "x", fuseUnk: true }));
    tokenizer.addTokens(["YES"]);
    expect(tokenizer.encode("yes YES").ids).toEqual([0, 1]);
    tokenizer.normalizer = new normalizers.Lowercase();
    expect(tokenizer.encode("yes YES").ids).toEqual([1, 0, 1]);
    // Another that is the same once normalized is never found.
    tokenizer.addTokens(["yes"]);
    expect(tokenizer.encode("yes YES").ids).toEqual([1, 0, 1]);
  });

  it("shares the white space between added tokens as Rust does", async () => {
    const parts = { vocab: { "<unk>": 0 }, unkToken: "<unk>" };
    const tokenizer = new Tokenizer(new models.BPE(parts));
    tokenizer.addTokens([
      { content: "[M]", lstrip: true, rstrip: true },
      { content: "the", lstrip: true },
    ]);
    const pair = both(JSON.stringify(tokenizer.toJson()));
    const texts = ["a [M]  [M] b", " [M] the\tthe[M]the ", "[M]\n", "  the  [M]  the"];
    expect(await firstDifference(pair, texts)).toBeUndefined();
  });

  it("keeps what a file says on truncation and padding", () => {
    const json = {
      ...JSON.parse(bertJson()),
      truncation: { direction: "Right", max_length: 128, strategy: "LongestFirst", stride: 0 },
      padding: {
        ...{ strategy: { Fixed: 128 }, direction: "Right", pad_to_multiple_of: null },
        ...{ pad_id: 0, pad_type_id: 0, pad_token: "[PAD]" },
      },
    };
    const { truncation, padding } = Tokenizer.fromString(JSON.stringify(json)).toJson();
    expect({ truncation, padding }).toEqual({ truncation: json.truncation, padding: json.padding });
  });
});

describe("training", () => {
  const texts = brownLines(1_000);
  const specialTokens = ["[UNK]", "[CLS]"];
  const bert = {
    normalizer: new normalizers.BertNormalizer(),
    preTokenizer: new preTokenizers.BertPreTokenizer(),
  };

  it("is the same from files as from texts, and both libraries load the result", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tokenizers-"));
    try {
      const files = [join(folder, "a.txt"), join(folder, "b.txt")];
      await writeFile(files[0] as string, `${texts.slice(0, 400).join("\n")}\n`);
      await writeFile(files[1] as string, texts.slice(400).join("\n"));
      const tokenizers = [new models.WordPiece(), new models.WordPiece()].map(
        (model) => new Tokenizer(model, bert),
      );
      const [fromFiles, fromTexts] = tokenizers as [Tokenizer, Tokenizer];
      await fromFiles.train(files, (words) => trainWordPiece(words, { vocabSize: 1_000, specialTokens }));
      await fromTexts.trainFromIterator([texts.slice(0, 10), ...texts.slice(10)], (words) =>
        trainWordPiece(words, { vocabSize: 1_000, specialTokens }),
      );
      expect(fromFiles.toJson()).toEqual(fromTexts.toJson());
      expect(fromFiles.getVocabSize()).toBe(1_000);
      const path = join(folder, "tokenizer.json");
      await fromFiles.save(path);
      expect((await readdir(folder)).sort()).toEqual(["a.txt", "b.txt", "tokenizer.json"]);
      const theirs = await RustTokenizer.fromFile(path).encode("The jury said [CLS]");
      expect(rowOf(fromFiles.encode("The jury said [CLS]"))).toEqual(rustRow(theirs, "The jury said [CLS]"));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("keeps what the model was told, and takes the special tokens", async () => {
    const tokenizer = new Tokenizer(new models.BPE({ unkToken: "[UNK]", fuseUnk: true }), bert);
    await tokenizer.trainFromIterator(texts, (words) => trainBpe(words, { vocabSize: 500, specialTokens }));
    expect(tokenizer.encode("the ☃☃ [CLS]").tokens).toEqual(["the", "[UNK]", "[CLS]"]);
    expect(tokenizer.addedTokens.get(1)).toMatchObject({ content: "[CLS]", special: true });
  });

  it("refuses a trainer of another model", async () => {
    const tokenizer = new Tokenizer(new models.BPE(), bert);
    await expect(tokenizer.trainFromIterator(texts, (words) => trainWordPiece(words))).rejects.toThrow(
      ArgumentError,
    );
  });

  it("goes round with byte-level BPE and with Unigram", async () => {
    const bytes = new Tokenizer(new models.BPE(), {
      preTokenizer: new preTokenizers.ByteLevel({ addPrefixSpace: false }),
      postProcessor: new postProcessors.ByteLevel({ trimOffsets: false }),
      decoder: new decoders.ByteLevel(),
    });
    const initialAlphabet = preTokenizers.ByteLevel.alphabet();
    await bytes.trainFromIterator(texts, (words) => trainBpe(words, { vocabSize: 600, initialAlphabet }));
    const unigram = new Tokenizer(new models.Unigram(), {
      preTokenizer: new preTokenizers.Metaspace(),
      decoder: new decoders.Metaspace(),
    });
    await unigram.trainFromIterator(texts, (words) =>
      trainUnigram(words, { vocabSize: 400, specialTokens: ["<unk>"], unkToken: "<unk>" }),
    );
    for (const tokenizer of [bytes, unigram])
      for (const line of texts.slice(0, 50)) expect(tokenizer.decode(tokenizer.encode(line).ids)).toBe(line);
  });
});
