import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { env, pipeline } from "@huggingface/transformers";
import { expect, it } from "vitest";
import { pushToHub, useHub } from "../src/index.ts";
import { localHub } from "./local-hub.ts";
import { tinyClassifier } from "./tiny-classifier.ts";

it("a model that was pushed to a private repository is a pipeline by its id", async () => {
  await using context = await localHub();
  using _ = useHub(env);
  const files = await tinyClassifier({
    ...{ model_type: "bert", architectures: ["BertForSequenceClassification"] },
    id2label: { 0: "NEGATIVE", 1: "POSITIVE" },
  });
  const write = async (folder: string) => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
  };
  const { repo } = await pushToHub(write, { repo: "mood", private: true, card: "# Mood\n" });
  const classify = await pipeline("text-classification", repo, { dtype: "fp32" });
  expect(await classify("are happy")).toMatchObject([{ label: "POSITIVE" }]);
  await classify.dispose();
  expect(context.answered.filter(({ status }) => (status ?? 500) >= 500)).toEqual([]);
});
