import { tokenizerJsonOf } from "../test/oracle/rust.ts";

const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };

/** Tokenizers to train, as tokenizer.json, of the kinds that the course builds. */
export const untrained = {
  bpe: tokenizerJsonOf({
    ...{ pre_tokenizer: byteLevel, decoder: byteLevel },
    model: { type: "BPE", vocab: {}, merges: [] },
  }),
  wordpiece: tokenizerJsonOf({
    normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, lowercase: true },
    pre_tokenizer: { type: "BertPreTokenizer" },
    model: {
      ...{ type: "WordPiece", vocab: {}, unk_token: "[UNK]" },
      ...{ continuing_subword_prefix: "##", max_input_chars_per_word: 100 },
    },
  }),
  unigram: tokenizerJsonOf({
    pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
    model: { type: "Unigram", vocab: [["<unk>", 0]], unk_id: 0 },
  }),
};
