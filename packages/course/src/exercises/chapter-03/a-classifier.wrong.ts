import { mkdtemp, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { checkpoint } from "@llm-course/hub";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { loadModel, saveModel, Trainer } from "@llm-course/training";
import type { WrongAnswerCase } from "../define-exercise.ts";
import { models } from "../models.ts";
import { remembered } from "../shared.ts";
import type { AClassifier, LabelledText } from "./a-classifier.ts";

const task = "sequence-classification";
const encoder = async () => (await checkpoint("sentence-transformers/all-MiniLM-L6-v2")).path;
const newFolder = () => mkdtemp(join(tmpdir(), "classifier-"));

/** Trains a little, once for the same rows and names. */
const trained = remembered(async (rows: LabelledText[], names: string[], epochs: number) => {
  const path = await encoder();
  const tokenizer = await AutoTokenizer.fromPretrained(path);
  const model = await loadModel(path, {
    task,
    labels: true,
    config: { id2label: { ...names }, num_hidden_layers: 2 },
  });
  const outputDir = await newFolder();
  await using trainer = new Trainer({
    model: { ...model, task, trainable: (name) => !name.includes("embeddings") },
    args: {
      outputDir,
      seed: 0,
      saveStrategy: "no",
      numTrainEpochs: epochs,
      learningRate: 1e-3,
      perDeviceTrainBatchSize: 8,
    },
    trainDataset: await Promise.all(
      rows.map(async ({ text, label }) => {
        const { input_ids, token_type_ids = [] } = await tokenizer(text);
        return { input_ids, token_type_ids, label };
      }),
    ),
    processingClass: tokenizer,
  });
  await trainer.train();
  await trainer.saveModel(outputDir);
  return outputDir;
});

/** The trained folder with another config, or without some of its files. */
const edited =
  (change: { config?: (names: string[]) => object; without?: RegExp }): AClassifier =>
  async (rows, names) => {
    const [from, to] = [await trained(rows, names, 6), await newFolder()];
    for (const entry of await readdir(from, { withFileTypes: true })) {
      if (entry.name !== "config.json" && !change.without?.test(entry.name))
        await symlink(
          join(from, entry.name),
          join(to, entry.name),
          entry.isDirectory() ? "junction" : "file",
        );
    }
    const config = JSON.parse(await readFile(join(from, "config.json"), "utf8"));
    await writeFile(join(to, "config.json"), JSON.stringify({ ...config, ...change.config?.(names) }));
    return to;
  };
const labels = (names: readonly string[]) => ({
  id2label: { ...names },
  label2id: Object.fromEntries(names.map((name, i) => [name, i])),
});

export const wrong: WrongAnswerCase<AClassifier>[] = [
  { name: "a folder instead of the function", answer: "/tmp", says: /a function/ },
  {
    name: "gives nothing",
    answer: (async () => undefined) as never,
    says: /absolute path of a folder; it gave `undefined`/,
  },
  {
    name: "a folder that is not there",
    answer: async () => join(tmpdir(), "no-such-classifier"),
    says: /absolute path of a folder/,
  },
  {
    name: "a path from where the process runs",
    answer: async (rows, names) => relative(process.cwd(), await trained(rows, names, 6)),
    says: /absolute path of a folder/,
  },
  { name: "an empty folder", answer: newFolder, says: /cannot load what was saved/ },
  { name: "the encoder as it was", answer: encoder, says: /cannot load|cannot classify|knows the labels/ },
  {
    name: "another classifier",
    answer: async () => (await models.classify()).path,
    says: /knows the labels NEGATIVE, POSITIVE; they should be/,
  },
  {
    name: "without names",
    answer: edited({ config: () => labels(["LABEL_0", "LABEL_1", "LABEL_2"]) }),
    says: /knows the labels LABEL_0/,
  },
  {
    name: "names that belong to other labels",
    answer: edited({ config: ([a = "", b = "", c = ""]) => labels([b, c, a]) }),
    says: /tells the kinds apart under other names/,
  },
  {
    name: "without the tokenizer",
    answer: edited({ without: /^tokenizer/ }),
    says: /cannot load what was saved/,
  },
  { name: "without the graph", answer: edited({ without: /^onnx$/ }), says: /cannot load what was saved/ },
  {
    name: "trained on one kind",
    answer: (rows, names) =>
      trained(
        rows.filter(({ label }) => label === 0),
        names,
        2,
      ),
    says: /never says .*all rows/,
  },
  {
    name: "not trained",
    answer: async (_, names) => {
      const [path, folder] = [await encoder(), await newFolder()];
      const { config, weights } = await loadModel(path, {
        task,
        seed: 1,
        config: { id2label: { ...names }, num_hidden_layers: 1 },
      });
      await saveModel(folder, { config, task, weights, tokenizer: path });
      return folder;
    },
    says: /Of 18 new sentences it gets \d+; chance is 6/,
  },
];
