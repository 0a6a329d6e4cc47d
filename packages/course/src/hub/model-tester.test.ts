import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkpoint } from "@llm-course/hub";
import "@llm-course/models";
import { textClassification } from "@llm-course/pipelines";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ModelTester } from "./model-tester.ts";

const tester = new ModelTester();
let folder: string;
const { signal } = new AbortController();
beforeAll(async () => {
  folder = (await checkpoint("distilbert/distilbert-base-uncased-finetuned-sst-2-english")).path;
});
afterAll(() => tester[Symbol.dispose]());

const ask = (task: string, inputs: Parameters<ModelTester["tryModel"]>[0]["inputs"], at = folder) =>
  tester.tryModel({ id: "ada/model", folder: at, task, inputs, signal });

/** A folder with some of the model's files. */
async function temporaryCopy(names: string[]): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "course-model-"));
  for (const name of names) await cp(join(folder, name), join(path, name), { dereference: true });
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

it("answers as the task's pipeline does, several requests at a time", { timeout: 60_000 }, async () => {
  const text = "What a wonderful course!";
  await using classify = await textClassification(folder, { log: () => {} });
  const expected = await classify(text, { topK: 5 });
  const answers = await Promise.all([1, 2, 3].map(() => ask("text-classification", { text })));
  for (const answer of answers) {
    expect(answer).toHaveLength(expected.length);
    for (const [i, { label, score }] of (answer as typeof expected).entries()) {
      expect(label).toBe(expected[i]?.label);
      expect(score).toBeCloseTo(expected[i]?.score ?? Number.NaN, 5);
    }
  }
});

it("compares sentences by their vectors", { timeout: 60_000 }, async () => {
  const { path } = await checkpoint("sentence-transformers/all-MiniLM-L6-v2");
  const inputs = {
    sourceSentence: "A cat sleeps.",
    sentences: ["A kitten is asleep.", "Stocks fell on Monday."],
  };
  const [similar = 0, other = 1] = (await ask("sentence-similarity", inputs, path)) as number[];
  expect(similar).toBeGreaterThan(other + 0.2);
  expect(await ask("sentence-similarity", { sourceSentence: "A cat.", sentences: ["A cat."] }, path)).toEqual(
    [expect.closeTo(1, 4)],
  );
});

it("says why a model cannot run, and goes on", { timeout: 60_000 }, async () => {
  await expect(ask("text-classification", { text: "x" }, "/no/such/folder")).rejects.toThrow(/no/);
  // A graph without the weights that it names, which a runtime may not survive.
  await using broken = await temporaryCopy([
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "onnx/model.onnx",
  ]);
  await expect(ask("text-classification", { text: "x" }, broken.path)).rejects.toThrow("model.onnx_data");
  await expect(ask("depth-estimation", { text: "x" })).rejects.toThrow("no pipeline for this task");
  await expect(ask("text-classification", { image: new Uint8Array() })).rejects.toThrow("not given: text");
  expect(await ask("text-classification", { text: "fine" })).toHaveLength(2);
});

it("does nothing for who has left, and tells who waits that the process died", {
  timeout: 60_000,
}, async () => {
  const left = tester.tryModel({
    ...{ id: "ada/model", folder, task: "text-classification", inputs: { text: "x" } },
    signal: AbortSignal.abort(new Error("gone")),
  });
  await expect(left).rejects.toThrow("gone");
  const dying = new ModelTester();
  const answer = dying.tryModel({
    ...{ id: "ada/model", folder, task: "text-classification", inputs: { text: "x" }, signal },
  });
  setImmediate(() => dying[Symbol.dispose]());
  await expect(answer).rejects.toThrow("brought down");
});
