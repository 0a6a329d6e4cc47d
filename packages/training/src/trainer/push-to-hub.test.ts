import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deleteRepo, listRepoCommits, repoInfo, snapshotDownload } from "@llm-course/hub";
import { allOf, localHub } from "@llm-course/hub/test-local-hub";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { loadModel } from "../checkpoints/load-model.ts";
import { pushModelToHub } from "../checkpoints/push-model-to-hub.ts";
import type { TrainerCallback } from "./callback.ts";
import { tinyExamples, tinyModel, tokenizer } from "./tiny-task.fixture.ts";
import { Trainer, type TrainerOptions } from "./trainer.ts";
import type { TrainingOptions } from "./training-arguments.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "push-"));
});
afterAll(() => rm(root, { recursive: true }));

let folders = 0;
function options(args: TrainingOptions, callbacks: readonly TrainerCallback[] = []): TrainerOptions {
  return {
    ...{ model: tinyModel(), trainDataset: tinyExamples(24), callbacks },
    args: {
      ...{ outputDir: join(root, `model-${folders++}`), maxSteps: 4, saveSteps: 2, hubModelId: "tiny" },
      ...args,
    },
    processingClass: {
      ...tokenizer,
      savePretrained: (folder) => writeFile(join(folder, "tokenizer.json"), "{}"),
    },
  };
}

const task = "sequence-classification";
const repo = "ada/tiny";
const model = ["config.json", "model.safetensors", "tokenizer.json"];
const resume = ["optimizer.safetensors", "scheduler.json", "trainer_state.json", "training_progress.json"];

async function files(): Promise<string[]> {
  const { files: all = [] } = await repoInfo({ repo });
  return all.filter((path) => path !== ".gitattributes");
}

async function titles(): Promise<string[]> {
  return (await allOf(listRepoCommits({ repo }))).map(({ title }) => title).reverse();
}

describe("pushToHub", () => {
  test("shares the model with its graph and a card, without checkpoints, and it loads as it was", async () => {
    await using _ = await localHub();
    await using trainer = new Trainer(options({ hubPrivateRepo: true }));
    await trainer.train();
    const pushed = await trainer.pushToHub();
    expect(pushed.repo).toBe(repo);
    expect(await repoInfo({ repo })).toMatchObject({
      private: true,
      tags: expect.arrayContaining(["distilbert"]),
    });
    expect(await files()).toEqual(["README.md", ...model, "onnx/model.onnx"].sort());
    const { weights } = await loadModel(await snapshotDownload({ repo }), { task });
    const { parameters } = await trainer.compiled();
    for (const [name, { data }] of parameters) expect(weights.get(name)).toEqual(data);
  });

  test("with a README of one's own, which stays", async () => {
    await using _ = await localHub();
    await using trainer = new Trainer(options({ saveStrategy: "no" }));
    await trainer.saveModel();
    await writeFile(join(trainer.args.outputDir, "README.md"), "# Mine\n");
    await trainer.pushToHub({ commitMessage: "Mine" });
    expect(await readFile(join(await snapshotDownload({ repo }), "README.md"), "utf8")).toBe("# Mine\n");
    expect(await titles()).toEqual(["initial commit", "Mine"]);
  });

  test("pushModelToHub shares what saveModel writes", async () => {
    await using _ = await localHub();
    const { config = {}, weights } = tinyModel();
    await pushModelToHub(repo, { config, task, weights }, { card: "# Tiny\n" });
    expect(await files()).toEqual(["README.md", "config.json", "model.safetensors", "onnx/model.onnx"]);
  });
});

describe("hubStrategy", () => {
  const root = [...model].sort();
  const below = (folder: string) => [...model, ...resume].map((path) => `${folder}/${path}`);

  test.each([
    ["end", []],
    ["every_save", root],
    ["checkpoint", [...root, ...below("last-checkpoint")]],
    ["all_checkpoints", [...root, ...below("checkpoint-2"), ...below("checkpoint-4")]],
  ] as const)("%s pushes while the model is trained", async (hubStrategy, expected) => {
    await using _ = await localHub();
    await using trainer = new Trainer(options({ pushToHub: true, hubStrategy, saveTotalLimit: 1 }));
    await trainer.train();
    expect(await files()).toEqual([...expected].sort());
    await trainer.saveModel();
    expect(await files()).toContain("onnx/model.onnx");
    expect((await titles()).at(-1)).toBe("Model save");
  });

  test("checkpoint is what a training goes on from", async () => {
    await using _ = await localHub();
    const args = { pushToHub: true, hubStrategy: "checkpoint", maxSteps: 6, saveSteps: 3 } as const;
    await using whole = new Trainer(options(args));
    await whole.train();
    const stop: TrainerCallback = {
      onSave(_args, _state, control) {
        control.shouldTrainingStop = true;
      },
    };
    await using first = new Trainer(options({ ...args, hubModelId: "resumed" }, [stop]));
    await first.train();
    const folder = await snapshotDownload({ repo: "ada/resumed" });
    await using second = new Trainer(options({ ...args, hubModelId: "resumed" }));
    const output = await second.train({ resumeFromCheckpoint: join(folder, "last-checkpoint") });
    expect(output.globalStep).toBe(6);
    expect((await second.compiled()).parameters).toEqual((await whole.compiled()).parameters);
  });
});

describe("what goes wrong", () => {
  test("a token that may not write ends the training before its first step", async () => {
    await using context = await localHub();
    const hubToken = await context.hub.service.createToken("ada", { name: "reader", scope: "read" });
    await using trainer = new Trainer(options({ pushToHub: true, hubToken }));
    const error = await trainer.train().catch((each: unknown) => each);
    expect(error).toMatchObject({ name: "ForbiddenError" });
    expect(String(error)).not.toContain(hubToken);
    expect(trainer.state.globalStep).toBe(0);
  });

  test("a push that fails is a warning, and the training goes on", async () => {
    await using _ = await localHub();
    const warning = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const gone: TrainerCallback = { onStepEnd: () => deleteRepo({ repo, missingOk: true }) };
    await using trainer = new Trainer(options({ pushToHub: true, saveSteps: 4 }, [gone]));
    expect((await trainer.train()).globalStep).toBe(4);
    expect(warning).toHaveBeenCalledWith(expect.stringMatching(/checkpoint-4 was not pushed.*ada\/tiny/), {
      type: "PushWarning",
    });
    warning.mockRestore();
  });

  test("the token is in no file that a training writes, nor on the Hub", async () => {
    await using context = await localHub();
    const hubToken = context.hub.token;
    vi.stubEnv("HF_TOKEN", "");
    await using trainer = new Trainer(
      options({ pushToHub: true, hubToken, hubStrategy: "checkpoint", reportTo: ["tensorboard", "json"] }),
    );
    await trainer.train();
    const { outputDir } = trainer.args;
    const written = await readdir(outputDir, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      written
        .filter((each) => each.isFile())
        .map((each) => readFile(join(each.parentPath, each.name), "latin1")),
    );
    expect(texts.length).toBeGreaterThan(10);
    expect(texts.filter((text) => text.includes(hubToken))).toEqual([]);
  });
});
