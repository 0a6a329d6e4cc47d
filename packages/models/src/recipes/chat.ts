import { AutoTokenizer } from "@llm-course/tokenizers";
import { dataCollatorForSeq2Seq, loadModel, saveModel, Trainer } from "@llm-course/training";
import { z } from "zod";
import { writtenRows } from "../corpora/written-data.ts";
import { answerChats } from "../language-models/answer-chats.ts";
import { chatExample, chatTemplate } from "../language-models/chat-template.ts";
import { KneserNey } from "../language-models/kneser-ney.ts";
import { llamaConfig, task } from "../language-models/language-model.ts";
import { modelLogProbabilities } from "../language-models/model-log-probabilities.ts";
import { belowOf, perplexityOf } from "../language-models/perplexity.ts";
import { endId, messageEndId, writeTokenizer } from "../language-models/train-tokenizer.ts";
import { ensureZooModel } from "../zoo/ensure-zoo-model.ts";
import type { Recipe } from "../zoo/recipe.ts";
import { trainToEnd, valuesOf } from "../zoo/train-to-end.ts";
import { english, englishSettings } from "./english.ts";

const config = { ...llamaConfig(englishSettings), eos_token_id: messageEndId };
const { vocab_size: vocabSize, max_position_embeddings: maxLength } = config;
/** Of an answer. */
const mostTokens = 60;
const row = z.object({
  messages: z.array(z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() })),
});

/** Small talk: `english`, trained on conversations. */
export const chat: Recipe = {
  ...{ name: "chat", version: 1, task: "text-generation", stored: "Q8" },
  standsInFor: [{ id: "HuggingFaceTB/SmolLM2-135M-Instruct" }, { id: "HuggingFaceTB/SmolLM2-360M-Instruct" }],
  card: {
    summary:
      "A chat model of 1.4 million weights that answers small talk in a sentence or two: the zoo's `english`, trained further on short conversations. It shows what a chat template and the training on answers do; it knows nothing.",
    data: 'Conversations written for this project (`datasets/small-talk`): 878 for training; 75 on five other topics are "test"; the 50 questions of "probe" have no answers. Perplexity counts the tokens of the assistant.',
    training:
      "From the shipped weights of `english`, by `Trainer` with AdamW and a learning rate that falls to 0: ten epochs, the loss on what the assistant says only, in ChatML's template. The aim is the perplexity of a 5-gram model with modified Kneser-Ney smoothing of the same conversations. On four of the 32 topics, held out before the training with all of them, perplexity was best after three epochs; ten were taken, since only then does a greeting get a greeting. That was decided after the test, too, had been scored for four epochs: a perplexity of 12.4, better than what ten give.",
    limits:
      "Questions of any kind: what it was not taught word for word it answers with something that it was taught. It must not be put in front of people who may need help. The share of probes with a well-formed answer says that answers end and do not go in circles, nothing of whether they fit; read the answers below.",
  },
  async texts() {
    const said = ({ messages }: z.infer<typeof row>) => messages.map(({ content }) => content).join("\n");
    const heldOut = [...(await conversations("test")), ...(await conversations("probe"))];
    return { train: (await conversations("train")).map(said), heldOut: heldOut.map(said) };
  },
  async train(context) {
    const folder = await ensureZooModel(english);
    const tokenizer = await AutoTokenizer.fromPretrained(folder);
    const trainer = new Trainer({
      model: await loadModel(folder, { task, labels: true }),
      args: {
        ...{ outputDir: context.folder, seed: context.seed, numTrainEpochs: 10, perDeviceTrainBatchSize: 8 },
        ...{ learningRate: 1e-3, adamBeta2: 0.98, weightDecay: 0.1, warmupRatio: 0.1 },
        ...{ groupByLength: true, saveStrategy: "epoch", saveTotalLimit: 1, loggingSteps: 50 },
      },
      trainDataset: await examples(folder, "train"),
      dataCollator: dataCollatorForSeq2Seq(tokenizer),
      callbacks: context.callbacks,
    });
    return trainToEnd(trainer, context);
  },
  async assemble(weights, folder) {
    await saveModel(folder, { config, task, weights: valuesOf(weights) });
    await writeTokenizer(folder, english.name, { maxLength, chatTemplate });
  },
  async evaluate(folder) {
    const test = await examples(folder, "test");
    const answered = (texts: readonly Float64Array[]) =>
      perplexityOf(texts.flatMap((found, i) => [...found].filter((_, at) => test[i]?.labels[at] !== -100)));
    const tokens = test.map(({ input_ids }) => input_ids);
    const value = answered(await modelLogProbabilities(folder, tokens, { maxLength }));
    const learned = (await examples(folder, "train")).flatMap(({ input_ids }) => [...input_ids, endId]);
    const ngrams = new KneserNey(learned, { vocabSize });
    const baseline = answered(tokens.map((ids) => ngrams.logProbabilities(ids)));
    const count = test.flatMap(({ labels }) => labels.filter((label) => label !== -100)).length;
    const probes = await conversations("probe");
    const answers = await answerChats(
      folder,
      probes.map(({ messages }) => messages),
      mostTokens,
    );
    const tokenizer = await AutoTokenizer.fromPretrained(folder);
    const wellFormed = await Promise.all(
      answers.map(async (answer) => isWellFormed(answer, (await tokenizer.encode(answer)).length)),
    );
    return [
      {
        ...{ dataset: "test", metric: "perplexity", value, count, bar: belowOf(baseline) },
        baseline: { name: "5-gram", value: baseline },
      },
      {
        ...{ dataset: "probe", metric: "share of well-formed answers", count: probes.length },
        value: wellFormed.filter(Boolean).length / probes.length,
      },
    ];
  },
  inputs: [
    "Hello!",
    "How are you?",
    "Who are you?",
    "What is your name?",
    "What can you do?",
    "What is the capital of France?",
    "What is two plus two?",
    "Tell me a joke.",
    "What colour is the sky?",
    "What is a token?",
    "I am sad today.",
    "Thank you!",
    "What is the weather like tomorrow?",
    "Which animal says meow?",
    "Count to five.",
    "Can you write a poem about rain?",
    "What is the opposite of hot?",
    "How do I write a loop in TypeScript?",
    "Do you like music?",
    "Goodbye!",
  ],
  respond: (folder, inputs) =>
    answerChats(
      folder,
      inputs.map((content) => [{ role: "user", content }]),
      mostTokens,
    ),
};

async function conversations(split: "train" | "test" | "probe"): Promise<z.infer<typeof row>[]> {
  return writtenRows("small-talk", `${split}.jsonl`, row);
}

async function examples(folder: string, split: "train" | "test") {
  const tokenizer = await AutoTokenizer.fromPretrained(folder);
  return Promise.all((await conversations(split)).map(({ messages }) => chatExample(tokenizer, messages)));
}

/** An answer that ends, and has no four words in a row twice. */
function isWellFormed(answer: string, tokens: number): boolean {
  const words = answer.split(/\s+/).filter(Boolean);
  const fours = words.slice(3).map((_, i) => words.slice(i, i + 4).join(" "));
  return words.length > 0 && tokens < mostTokens && new Set(fours).size === fours.length;
}
