// The loop of chapter 3 for any number of processes: is a sentence from a newspaper or from a novel? Lines with
// `accelerator` are what differs from a loop for one process.
import { AutoTokenizer } from "@huggingface/transformers";
import { ensureMiniLm } from "@llm-course/models";
import { shuffle, type TaggedSentence } from "@llm-course/models/corpora";
import { compile } from "@llm-course/onnx";
import { Accelerator, DataLoader, dataCollatorWithPadding, loadModel } from "@llm-course/training";

export interface TrainGenresOptions {
  /** Sentences of a batch, in all processes together. */
  readonly batchSize: number;
  readonly sentences: readonly TaggedSentence[];
}

/** Some sentences of newspapers and novels, the same each time; a process needs no more of the corpus than these. */
export function newsAndNovels(all: readonly TaggedSentence[], count: number): TaggedSentence[] {
  return shuffle(
    all.filter(({ genre }) => "abcklmnp".includes(genre)),
    0,
  ).slice(0, count);
}

/** One epoch. @returns the loss of each step over the whole batch, the same in every process */
export async function trainGenres({ batchSize, sentences }: TrainGenresOptions): Promise<number[]> {
  const accelerator = new Accelerator();
  const path = await ensureMiniLm();
  const tokenizer = await AutoTokenizer.from_pretrained(path, { local_files_only: true });
  const examples = sentences.map(({ words, genre }) => ({
    ...tokenizer(words.join(" "), { truncation: true, max_length: 32, return_tensor: false }),
    label: genre <= "c" ? 0 : 1,
  }));

  // Two layers, and the table of words as it is: each process has a copy of what is trained, and of its moments.
  const config = { num_hidden_layers: 2 };
  const { network, weights } = await loadModel(path, {
    task: "sequence-classification",
    labels: true,
    config,
  });
  const trainable = (name: string) => !name.includes("embeddings");
  const compiled = await compile({ graph: network, weights, trainable, threads: accelerator.threads });
  const [model, optimizer, loader] = await accelerator.prepare(
    compiled,
    await compiled.adamW({ learningRate: 5e-5, epsilon: 1e-6 }),
    new DataLoader(examples, {
      batchSize: batchSize / accelerator.numProcesses,
      collate: dataCollatorWithPadding({ padTokenId: 0 }),
      shuffle: true,
    }),
  );

  const losses: number[] = [];
  for await (const batch of loader) {
    const { loss } = await accelerator.backward(model, batch);
    await accelerator.clipGradNorm(model, 1);
    await optimizer.step();
    await model.zeroGradients();
    losses.push(await accelerator.reduce(loss, "mean"));
  }
  await model.close();
  return losses;
}
