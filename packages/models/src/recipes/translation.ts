import { writeFile } from "node:fs/promises";
import { sacrebleu } from "@llm-course/evaluate";
import { initializeWeights } from "@llm-course/training";
import type { TranslationPair } from "../corpora/translation-pair.ts";
import { type TextPair, trainEncoderDecoder, writeEncoderDecoder } from "../seq2seq/encoder-decoder.ts";
import { nearestSource } from "../seq2seq/nearest-source.ts";
import { phrasePairs } from "../seq2seq/phrase-pairs.ts";
import { translationSplits } from "../seq2seq/translation-splits.ts";
import {
  eosTokenId,
  padTokenId,
  trainUnigramTokenizer,
  unigramTokenizerConfig,
} from "../seq2seq/unigram-tokenizer.ts";
import { writeTexts } from "../seq2seq/write-texts.ts";
import { zooPaths } from "../zoo/facts.ts";
import type { Recipe, Score } from "../zoo/recipe.ts";
import { valuesOf } from "../zoo/train-to-end.ts";

const name = "translation";
const vocabSize = 4000;
const config = {
  ...{ model_type: "marian", vocab_size: vocabSize, d_model: 192, activation_function: "relu" },
  ...{ encoder_layers: 3, encoder_attention_heads: 4, encoder_ffn_dim: 512 },
  ...{ decoder_layers: 2, decoder_attention_heads: 4, decoder_ffn_dim: 512 },
  // √(1 / 192): with the usual 0.02 positions would outweigh the tokens, and the encoder be ignored.
  ...{ max_position_embeddings: 128, scale_embedding: true, dropout: 0.1, init_std: 0.07 },
  ...{ pad_token_id: padTokenId, eos_token_id: eosTokenId, decoder_start_token_id: padTokenId },
};
const task = "seq2seq-lm";

/** English to French, for short texts of programs. */
export const translation: Recipe = {
  ...{ name, version: 1, task: "translation", stored: "Q8" },
  standsInFor: [{ id: "Helsinki-NLP/opus-mt-en-fr", repo: "Xenova/opus-mt-en-fr" }],
  card: {
    summary:
      "Translates short English texts into French: messages and labels of programs, above all of editors and compilers, and names of things, languages and countries. An encoder-decoder of the architecture of Marian, three layers and two.",
    data: "Messages of Visual Studio Code in the npm packages `@codingame/monaco-vscode-api` and `@codingame/monaco-vscode-language-pack-fr` (MIT), of TypeScript's compiler (Apache-2.0), names of emoji in `emojibase-data` (MIT), and the names that Node's own copy of Unicode's CLDR has for languages, regions, currencies and scripts (Unicode License). Texts of more than 40 words and with markup are left out; French quotes and spaces became plain ones. Of texts whose English nearly repeats, all are on one side: 500 groups are held out for the test, one text of each, and 500 more were kept for choices. `probe` is 50 pairs of `datasets/translation`, written for this project, a third of them everyday sentences.",
    training:
      "From random weights, by `Trainer`: AdamW, dropout 0.1, a cosine schedule from 1e-3, in two stages: first twice 59,000 phrases of up to four words, cut out of the texts where words aligned by IBM Model 2 translate each other, then 7,500 steps of 16 texts. Words are learnt before sentences, since from sentences alone it did not find out in this time which word comes from which. The tokenizer, a unigram model of 4,000 pieces for both languages, is trained on the same texts.",
    limits:
      "Everyday language: it has read about 11,000 short texts, the model it stands in for tens of millions, so it does not know most words, and then writes something fluent that is wrong. Texts of more than a sentence, names it has not seen, anything where a mistake matters.",
  },
  async texts() {
    const { train, test, probe } = await translationSplits();
    const english = ({ en }: TranslationPair) => en;
    return { train: train.map(english), heldOut: [...test, ...probe].map(english) };
  },
  async train(context) {
    const { train } = await translationSplits();
    const tokenizer = await trainUnigramTokenizer(
      train.flatMap(({ en, fr }) => [en, fr]),
      vocabSize,
    );
    await writeFile(zooPaths(name).tokenizer, JSON.stringify(tokenizer.toJson()));
    const stage = (
      part: string,
      args: object,
      weights: Map<string, Float32Array>,
      pairs: readonly TextPair[],
    ) =>
      trainEncoderDecoder(
        {
          ...{ config, tokenizer, lengths: { source: 96, target: 96 } },
          args: { learningRate: 1e-3, ...args },
        },
        weights,
        pairs,
        { ...context, folder: `${context.folder}/${part}` },
      );
    const pairs = train.map(({ en, fr }) => ({ source: en, target: fr }));
    const initial = initializeWeights(config, { task, seed: context.seed });
    const short = { numTrainEpochs: 2, perDeviceTrainBatchSize: 32 };
    const words = await stage("phrases", short, initial, phrasePairs(pairs));
    return stage("texts", { maxSteps: 7500, perDeviceTrainBatchSize: 16 }, valuesOf(words), pairs);
  },
  assemble: (weights, folder) =>
    writeEncoderDecoder(folder, {
      ...{ config, weights: valuesOf(weights), tokenizer: zooPaths(name).tokenizer },
      tokenizerConfig: unigramTokenizerConfig,
      generation: { max_new_tokens: 96 },
    }),
  async evaluate(folder) {
    const { train, test, probe } = await translationSplits();
    const nearest = nearestSource(train.map(({ en }) => en));
    const scores: Score[] = [];
    for (const [dataset, pairs] of [
      ["test", test],
      ["probe", probe],
    ] as const) {
      const sources = pairs.map(({ en }) => en);
      const references = pairs.map(({ fr }) => fr);
      const bleu = (predictions: readonly string[]) => sacrebleu({ predictions, references }).score;
      const value = bleu(await writeTexts("translation", folder, sources));
      const shared = { metric: "BLEU", value, count: pairs.length, bar: 20 };
      const memory = sources.map((source) => train[nearest(source)]?.fr ?? source);
      scores.push(
        { ...shared, dataset, baseline: { name: "the English text as it is", value: bleu(sources) } },
        {
          ...{ ...shared, dataset: `${dataset}, beside a translation memory` },
          baseline: { name: "the French of the most similar text of the training", value: bleu(memory) },
        },
      );
    }
    return scores;
  },
  inputs: [
    "This plugin allows you to automatically translate web pages between several languages.",
    "Default to expanded threads",
    "Unable to import %1 using the OFX importer plugin. This file is not the correct format.",
    "Unable to open the file.",
    "The file '{0}' does not exist.",
    "Do you want to save your changes?",
    "Cannot find the module '{0}'.",
    "Close all editors",
    "Show hidden files",
    "A class can only extend a single class.",
    "The extension is disabled in this workspace.",
    "Select a folder to open.",
    "grinning face",
    "two cats and a dog",
    "Norwegian",
    "South Africa",
    "Swiss Franc",
    "I love you.",
    "Where is the station?",
    "The weather is nice today.",
    "My name is Sarah and I live in London.",
  ],
  respond: (folder, inputs) => writeTexts("translation", folder, inputs),
};
