import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile, readSafetensors } from "@llm-course/onnx";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TrainerError } from "./errors.ts";
import { tinyExamples, tinyModel, tokenizer } from "./tiny-task.fixture.ts";
import { Trainer } from "./trainer.ts";
import type { TrainingOptions } from "./training-arguments.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "optimizers-"));
});
afterAll(() => rm(root, { recursive: true }));

// Wide enough for moments of 8 bits: matrices have 64 · 64 elements, and the table of words 80 · 64.
const model = () => tinyModel({ dim: 64, hidden_dim: 64, vocab_size: 80 });
const trainDataset = tinyExamples(24);
const options = (name: string, args: TrainingOptions) => ({
  ...{ model: model(), trainDataset, processingClass: tokenizer },
  args: { outputDir: join(root, name), loggingSteps: 1, maxSteps: 9, saveSteps: 6, ...args },
});
const losses = (trainer: Trainer) => trainer.state.logHistory.flatMap(({ loss }) => loss ?? []);

/** What each keeps of a matrix of a feed-forward layer, and of the table of words. */
const kept = [
  { optim: "adamw_torch", ofMatrix: ["exp_avg", "exp_avg_sq"], ofTable: ["exp_avg", "exp_avg_sq"] },
  {
    optim: "adafactor",
    ofMatrix: ["exp_avg_sq_col", "exp_avg_sq_row"],
    ofTable: ["exp_avg_sq_col", "exp_avg_sq_row"],
  },
  {
    optim: "adamw_8bit",
    ofMatrix: ["absmax1", "absmax2", "state1", "state2"],
    ofTable: ["state1", "state2"],
  },
] as const;

test.each(kept)(
  "$optim learns, and continues from a checkpoint with the same curve",
  async ({ optim, ofMatrix, ofTable }) => {
    const given = options(optim, { optim, learningRate: 2e-3, gradientCheckpointing: true });
    await using trainer = new Trainer(given);
    await trainer.train();
    const curve = losses(trainer);
    expect(curve.at(-1)).toBeLessThan(0.9 * (curve[0] as number));

    const path = join(root, optim, "checkpoint-6");
    await using state = await readSafetensors(join(path, "optimizer.safetensors"));
    const namesOf = (parameter: string) =>
      [...state.tensors.keys()]
        .filter((name) => name.startsWith(`${parameter}.`) && !name.endsWith(".step"))
        .map((name) => name.slice(parameter.length + 1))
        .sort();
    expect(namesOf("distilbert.transformer.layer.0.ffn.lin1.weight")).toEqual(ofMatrix);
    expect(namesOf("distilbert.embeddings.word_embeddings.weight")).toEqual(ofTable);

    await using resumed = new Trainer(given);
    await resumed.train({ resumeFromCheckpoint: path });
    expect(losses(resumed)).toEqual(curve);
  },
  60_000,
);

test("a compiled model does not compute its activations again", async () => {
  const { network, weights } = model();
  await using compiled = await compile({ graph: network, weights });
  const given = options("compiled", { gradientCheckpointing: true });
  await using trainer = new Trainer({ ...given, model: compiled });
  await expect(trainer.train()).rejects.toThrow(TrainerError);
  await expect(trainer.train()).rejects.toThrow("pass it to compile instead: true");
});
