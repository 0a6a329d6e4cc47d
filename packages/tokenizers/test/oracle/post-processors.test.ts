import { describe, expect, it } from "vitest";
import { BPE } from "../../src/models/index.ts";
import {
  BertProcessing,
  ByteLevel,
  type PostProcessor,
  RobertaProcessing,
  Sequence,
  TemplateProcessing,
} from "../../src/post-processors/index.ts";
import { ByteLevel as ByteLevelPreTokenizer } from "../../src/pre-tokenizers/index.ts";
import { oracleLines } from "./lines.ts";
import { both, rowOf, rustRow, tokenizerJsonOf } from "./rust.ts";

const specialTokens = [
  ["[CLS]", 1],
  ["[SEP]", 2],
] as const;

const postProcessors: Record<string, PostProcessor> = {
  bert: new BertProcessing(["[SEP]", 2], ["[CLS]", 1]),
  roberta: new RobertaProcessing(),
  "roberta, untrimmed": new RobertaProcessing({ trimOffsets: false }),
  "byte level": new ByteLevel({ addPrefixSpace: false }),
  "byte level, with a space": new ByteLevel(),
  "byte level, untrimmed": new ByteLevel({ trimOffsets: false }),
  "template, BERT's": new TemplateProcessing({
    single: "[CLS]:0 $A:0 [SEP]:0",
    pair: "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
    specialTokens,
  }),
  "template, XLNet's": new TemplateProcessing({
    single: "$A:0 [SEP]:0 [CLS]:2",
    pair: ["$A", "[SEP]", "$B:1", "[SEP]:1", "[CLS]:2"],
    specialTokens: [{ id: "[SEP]", ids: [2, 3], tokens: ["</s>", "\n"] }, ["[CLS]", 1]],
  }),
  "template, repeated": new TemplateProcessing({ single: "$1 [SEP] $A", pair: "$B $A:3 $B", specialTokens }),
  "template, default": new TemplateProcessing(),
  "bytes, then template": new Sequence([
    new ByteLevel(),
    new TemplateProcessing({ single: "[CLS] $0", pair: "[CLS] $A [CLS]:1 $B:1", specialTokens }),
  ]),
  "template, then bytes": new Sequence([
    new TemplateProcessing({ single: "[CLS] $0", pair: "[CLS] $A [CLS]:1 $B:1", specialTokens }),
    new ByteLevel(),
  ]),
};

describe("post-processors give Rust's encodings", () => {
  // Without characters of two units: where a text is in the encoding twice, Rust does not tell whose offsets are whose.
  const lines = oracleLines(200).filter((line) => !/[^\0-\uFFFF]/u.test(line));
  const model = new BPE({ vocab: new Map(ByteLevelPreTokenizer.alphabet().map((char, id) => [char, id])) });
  it.each(Object.entries(postProcessors))("%s", async (_, postProcessor) => {
    const { ours, rust } = both(
      tokenizerJsonOf({
        model: model.toJson(),
        pre_tokenizer: new ByteLevelPreTokenizer().toJson(),
        post_processor: postProcessor.toJson(),
      }),
    );
    for (const [i, line] of lines.entries()) {
      const second = i % 2 === 0 ? undefined : lines[i - 1];
      const addSpecialTokens = i % 3 > 0;
      const theirs = await rust.encode(line, second, { addSpecialTokens });
      const row = rustRow(theirs, line, second ?? "");
      expect(rowOf(ours.encode(line, second, { addSpecialTokens }))).toEqual(row);
    }
  });
});
