import { checkpoint as resolve } from "@llm-course/hub";
import { expect, test, vi } from "vitest";
import { tinyModel } from "../test/tiny-model.ts";
import { defaultModels } from "./default-models.ts";
import { pipeline } from "./pipeline.ts";
import { tasks } from "./tasks.ts";

const id2label = { 0: "bad", 1: "good" };

test("gives the pipeline of a task by any of its names, and frees its model", async () => {
  const folder = await tinyModel("bert", "sequence-classification", { id2label });
  const classify = await pipeline("sentiment-analysis", folder);
  const { task, path, checkpoint } = classify;
  expect({ task, path, checkpoint }).toEqual({
    task: "text-classification",
    path: folder,
    checkpoint: undefined,
  });
  expect(await classify("the cat sat")).toHaveLength(1);
  await classify.dispose();
  await classify.dispose();
  await expect(classify("the cat sat")).rejects.toThrow("the pipeline was disposed of, open it again");
});

test("takes a checkpoint by its id, says in one line what it is, and takes what checkpoint gave", async () => {
  vi.stubEnv("COURSE_PROFILE", "offline");
  const lines: string[] = [];
  const id = "sentence-transformers/all-MiniLM-L6-v2";
  await using extract = await pipeline("feature-extraction", undefined, { log: (line) => lines.push(line) });
  expect(extract.checkpoint?.id).toBe(id);
  expect(lines).toEqual([`${await resolve(id)}`]);
  await using again = await pipeline("feature-extraction", await resolve(id), {
    log: (line) => lines.push(line),
  });
  expect(again.path).toBe(extract.path);
  expect(lines).toHaveLength(1);
  vi.unstubAllEnvs();
});

test("every task has a default model", () => {
  expect(Object.keys(defaultModels).sort()).toEqual(Object.keys(tasks).sort());
});

test("what there is not is an error that says what there is", async () => {
  await expect(pipeline("text-clasification" as never)).rejects.toThrow(
    /^no pipeline for this task, the nearest are text-classification, .*: "text-clasification"$/,
  );
  await expect(pipeline("toString" as never)).rejects.toThrow("no pipeline for this task");
  await expect(pipeline("fill-mask", "./no-such-folder")).rejects.toThrow(
    'model: there is no such folder: "./no-such-folder"',
  );
  await expect(pipeline("fill-mask", 3 as never)).rejects.toThrow(
    "an id of the Hub, a folder or a checkpoint",
  );
  await expect(pipeline("object-detection", undefined, { profile: "offline" })).rejects.toThrow(
    /^no checkpoint of this id in the offline profile .* run with --profile hub or COURSE_PROFILE=hub.*: facebook\/detr-resnet-50$/,
  );
  const classifier = await tinyModel("bert", "sequence-classification", { id2label });
  await expect((await pipeline("token-classification", classifier))("a cat")).rejects.toThrow(
    /^the logits of a model for token-classification have 3 dimensions, so this is none; they have 2: /,
  );
  await expect(
    (await pipeline("question-answering", classifier))({ question: "a", context: "b" }),
  ).rejects.toThrow("the model gives no start_logits, so it is not one for question-answering");
});
