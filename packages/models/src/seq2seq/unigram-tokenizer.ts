import {
  decoders,
  models,
  normalizers,
  preTokenizers,
  processors,
  Tokenizer,
  trainers,
} from "@llm-course/tokenizers";

export const [padTokenId, eosTokenId] = [0, 1];
const [pad, eos, unknown] = ["<pad>", "</s>", "<unk>"];

/** A tokenizer for an encoder-decoder: pieces as SentencePiece has them, trained on texts, with `</s>` behind. */
export async function trainUnigramTokenizer(texts: readonly string[], vocabSize: number): Promise<Tokenizer> {
  const tokenizer = new Tokenizer(new models.Unigram({ vocab: [[unknown, 0]], unkId: 0 }), {
    normalizer: new normalizers.NFC(),
    preTokenizer: new preTokenizers.Metaspace(),
    decoder: new decoders.Metaspace(),
  });
  await tokenizer.trainFromIterator(texts, (words) =>
    trainers.trainUnigram(words, { vocabSize, specialTokens: [pad, eos, unknown], unkToken: unknown }),
  );
  tokenizer.postProcessor = new processors.TemplateProcessing({
    single: `$A ${eos}`,
    specialTokens: [[eos, eosTokenId]],
  });
  return tokenizer;
}

/** Of such a tokenizer: the content of its tokenizer_config.json. */
export const unigramTokenizerConfig = {
  ...{ pad_token: pad, eos_token: eos, unk_token: unknown, model_max_length: 128 },
};
