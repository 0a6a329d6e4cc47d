import { checkTexts } from "../corpora/check-texts.ts";
import { nearDuplicates } from "../corpora/near-duplicates.ts";
import { shuffle } from "../corpora/shuffle.ts";
import { typeScriptFiles } from "../corpora/type-script-files.ts";
import { languageModel } from "../language-models/language-model.ts";

/** What is read of each, by hash. */
const packages = {
  zod: "f8a9d8dd86d0c1079b0ce1d0e4ec9ebd2e775706cdbe84e452655ce1c8f41451",
  "vega-lite": "878f9547e22c4643763d81639e07facc84c3fded63f5a832e11ec9e3596080ee",
  "@huggingface/hub": "4032bbc6be13da488a6a34c2e75fba3acc25c62b19c93035867595851c8b2972",
};
/** Which part of the files is held out. */
const share = 0.05;

/** TypeScript: a Llama of 1.4 million weights. */
export const code = languageModel({
  ...{ name: "code", version: 1 },
  standsInFor: [{ id: "huggingface-course/codeparrot-ds" }],
  card: {
    summary:
      "A Llama of four layers and 1.4 million weights that goes on with TypeScript, where the course has a model for Python.",
    data: "The folders `src` of the npm packages `zod` (MIT), `vega-lite` (BSD-3-Clause) and `@huggingface/hub` (MIT), tests included: see `datasets/typescript-sources`. Of the files 5 % drawn at random are held out; files that nearly repeat each other are on the same side, but files of one package share their style and their names.",
    training:
      "From random weights, by `Trainer` with AdamW and a learning rate that falls to 0: three epochs, of which the first cuts the files into blocks of 64 tokens, the second into 128 and the last into 256; a batch has 8 blocks. Byte-level BPE with 1,024 tokens, trained on the same files. The aim is the perplexity of an interpolated 5-gram model with modified Kneser-Ney smoothing of the same tokens.",
    limits:
      "Any other code than that of libraries like these three, and any code that must run: what it writes looks like TypeScript, and its names and types are made up. The answers below are drawn, with a temperature of 0.7 from the 40 likeliest tokens, once for each.",
  },
  config: {
    ...{ vocab_size: 1024, hidden_size: 160, intermediate_size: 432, num_hidden_layers: 4 },
    ...{ num_attention_heads: 2, max_position_embeddings: 256, initializer_range: 0.06 },
  },
  args: { learningRate: 4e-3, adamBeta2: 0.98, weightDecay: 0.1, warmupSteps: 200 },
  lengths: [64, 128, 256],
  train: async () => (await splits()).train,
  tests: { test: async () => (await splits()).test },
  inputs: [
    "import { z } from",
    "export function is",
    "export async function fetch",
    "const schema = z.object({\n  name:",
    "for (const ",
    "if (typeof value ===",
    "export interface ",
    "  return ",
    "throw new Error(",
    'test("',
    "  expect(",
    "// This function returns",
    "export const enum",
    "function add(a: number, b: number)",
    "const response = await",
    "type Result<T> =",
    "switch (type) {\n  case",
    "/**\n * ",
    "class Dog extends Animal {",
    "console.log(",
  ],
  maxNewTokens: 40,
});

/** Of near-duplicates: larger groups, such as the translations of a file into many languages, are for training. */
const largestGroup = 4;

/** Whole groups of near-duplicates are held out, in the order drawn, until there are enough files. */
async function splits(): Promise<{ train: string[]; test: string[] }> {
  const files: string[] = [];
  for (const [name, sha256] of Object.entries(packages)) {
    const read: string[] = [];
    for await (const { text } of typeScriptFiles(name)) read.push(text);
    checkTexts(name, read, sha256);
    files.push(...read);
  }
  const group = nearDuplicates(files);
  const groups = shuffle([...Map.groupBy(files.keys(), (i) => group[i]).values()], 0);
  const test = new Set<number>();
  for (const members of groups) {
    if (test.size >= share * files.length) break;
    if (members.length <= largestGroup) for (const i of members) test.add(i);
  }
  const order = shuffle([...files.keys()], 0);
  const texts = (isTest: boolean) =>
    order.filter((i) => test.has(i) === isTest).map((i) => files[i] as string);
  return { train: texts(false), test: texts(true) };
}
