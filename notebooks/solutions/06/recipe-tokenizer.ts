import {
  decoders,
  models,
  normalizers,
  PreTrainedTokenizerFast,
  preTokenizers,
  processors,
  Tokenizer,
  trainers,
} from "@llm-course/tokenizers";

const specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

export const answer = async (texts: string[], vocabSize: number) => {
  const tokenizer = new Tokenizer(new models.WordPiece({ unkToken: "[UNK]" }), {
    normalizer: new normalizers.Sequence([new normalizers.NFC(), new normalizers.Lowercase()]),
    preTokenizer: new preTokenizers.Sequence([
      new preTokenizers.BertPreTokenizer(),
      new preTokenizers.Digits({ individualDigits: true }),
    ]),
    decoder: new decoders.WordPiece(),
  });
  await tokenizer.trainFromIterator(texts, (words) =>
    trainers.trainWordPiece(words, { vocabSize, specialTokens }),
  );
  tokenizer.postProcessor = new processors.TemplateProcessing({
    single: "[CLS]:0 $A:0 [SEP]:0",
    pair: "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
    specialTokens: [
      ["[CLS]", specialTokens.indexOf("[CLS]")],
      ["[SEP]", specialTokens.indexOf("[SEP]")],
    ],
  });
  const roles = {
    padToken: "[PAD]",
    unkToken: "[UNK]",
    clsToken: "[CLS]",
    sepToken: "[SEP]",
    maskToken: "[MASK]",
  };
  return new PreTrainedTokenizerFast({ tokenizerObject: tokenizer, ...roles });
};
