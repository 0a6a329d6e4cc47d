import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkpoint } from "@llm-course/hub";
import "@llm-course/models/register";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { loadModel, Trainer } from "@llm-course/training";

const { path } = await checkpoint("sentence-transformers/all-MiniLM-L6-v2");
const tokenizer = await AutoTokenizer.fromPretrained(path);

export const answer = async (rows: { text: string; label: number }[], names: string[]) => {
  const task = "sequence-classification";
  const config = { id2label: { ...names }, num_hidden_layers: 2 };
  const model = await loadModel(path, { task, labels: true, config });

  const encode = async ({ text, label }: { text: string; label: number }) => {
    const { input_ids, token_type_ids } = await tokenizer(text, { truncation: true, maxLength: 128 });
    return { input_ids, token_type_ids: token_type_ids ?? [], label };
  };
  const folder = await mkdtemp(join(tmpdir(), "classifier-"));
  await using trainer = new Trainer({
    // So few rows say little about words: the table of embeddings stays as it is.
    model: { ...model, task, trainable: (name) => !name.includes("embeddings") },
    args: {
      ...{ outputDir: folder, seed: 0, saveStrategy: "no" },
      ...{ numTrainEpochs: 6, learningRate: 1e-3, perDeviceTrainBatchSize: 8 },
    },
    trainDataset: await Promise.all(rows.map(encode)),
    processingClass: tokenizer,
  });
  await trainer.train();
  await trainer.saveModel(folder);
  return folder;
};
