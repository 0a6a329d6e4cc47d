import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoTokenizer, pipeline } from "@huggingface/transformers";
import { ensureMiniLm } from "@llm-course/models";
import { compile } from "@llm-course/onnx";
import { dataCollatorWithPadding, saveModel } from "@llm-course/training";
import { expect, test } from "vitest";
import { writeMailTokenizer } from "./mail-tokenizer.ts";
import { spamFilterModel } from "./spam-filter-model.ts";
import { spamFilterOptimizers } from "./spam-filter-optimizers.ts";

const mails = [
  ["Hi Anna,\n\nthe patch applies cleanly.", 0],
  ["FREE vacation!\nClick here NOW", 1],
  [`the patch ${"applies cleanly ".repeat(200)}`, 0],
  ["Click here NOW, it is FREE", 1],
] as const;

test("learns, and a pipeline says of the saved model what the trained one does", {
  timeout: 120_000,
}, async () => {
  const miniLm = await ensureMiniLm();
  const folder = await mkdtemp(join(tmpdir(), "spam-filter-"));
  const tokens = join(folder, "tokenizer");
  const spellings = await writeMailTokenizer(miniLm, tokens, { maxLength: 2048 });
  const tokenizer = await AutoTokenizer.from_pretrained(tokens, { local_files_only: true });
  const examples = mails.map(([text, label]) => {
    const input_ids = tokenizer.encode(text);
    return { input_ids, token_type_ids: input_ids.map(() => 0), label };
  });
  const texts = examples.map(({ input_ids }) => input_ids);
  const {
    network,
    inference,
    config,
    task,
    weights: start,
  } = await spamFilterModel(miniLm, { spellings, texts });
  const batch = dataCollatorWithPadding({ padTokenId: 0 })(examples);

  await using model = await compile({ graph: network, weights: start, threads: 1 });
  const { optimizer, scheduler } = await spamFilterOptimizers(model, 10);
  const losses: number[] = [];
  for (let step = 0; step < 10; step++) {
    await model.zeroGradients();
    losses.push((await model.backward(batch)).loss);
    await optimizer.step();
    scheduler.step();
  }
  expect(losses[0]).toBeCloseTo(2 * Math.LN2, 1);
  expect(losses[9]).toBeLessThan(0.3);

  const weights = new Map([...model.parameters].map(([name, { data }]) => [name, data]));
  await saveModel(join(folder, "model"), { config, task, network: inference, weights, tokenizer: tokens });
  const filter = await pipeline("text-classification", join(folder, "model"), {
    local_files_only: true,
    dtype: "fp32",
  });
  const said = (await filter(mails.map(([text]) => text))) as { label: string; score: number }[];
  const { logits } = await model.evaluate(batch, { outputs: ["logits"] });
  expect(said.map(({ label }) => label)).toEqual(["ham", "spam", "ham", "spam"]);
  for (const [i, { score }] of said.entries()) {
    const difference = Math.abs(Number(logits?.data[2 * i + 1]) - Number(logits?.data[2 * i]));
    expect(score).toBeCloseTo(1 / (1 + Math.exp(-difference)), 4);
  }
  await rm(folder, { recursive: true });
});
