// The bench compares the time of two programs; here they are shown to compute the same.

import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { compile } from "@llm-course/onnx";
import { expect, test } from "vitest";
import { finetuneBatch } from "../bench/finetune-batch.ts";
import { type FinetuneCase, finetuneCases } from "../bench/finetune-cases.ts";
import { buildModel } from "../src/architectures/build-model.ts";
import { weight } from "./pytorch/recorded.ts";

const python = process.platform === "win32" ? "python" : "/usr/bin/python3";
const program = join(import.meta.dirname, "../bench/finetune_step.py");
const isInstalled = spawnSync(python, ["-c", "import torch"]).status === 0;

/** Those whose modules have the names of Hugging Face's checkpoints on both sides. */
const names = ["t5", "vit"];

test.skipIf(!isInstalled).each(names)(
  "%s has the loss of the PyTorch program (needs python3-torch)",
  async (name) => {
    const finetuneCase = finetuneCases[name] as FinetuneCase;
    const { config, task } = finetuneCase;
    const graph = buildModel(config, { task, labels: true });
    const weights = [...graph.parameters].map(([parameter, shape]) => {
      const values = weight(parameter, shape);
      return [parameter, shape.length > 1 ? values.map((value) => value * 0.1) : values] as const;
    });
    await using model = await compile({ graph, weights: new Map(weights) });
    const { loss } = await model.evaluate(finetuneBatch(finetuneCase, 0), { outputs: ["loss"] });
    // Threads that wait for each other in a loop are slow where other programs run.
    const env = { ...process.env, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" };
    const { stdout } = await promisify(execFile)(python, [program, name, "loss"], { env });
    const expected = JSON.parse(stdout).loss;
    expect(Math.abs(Number(loss?.data[0]) - expected) / expected).toBeLessThan(1e-5);
  },
  120_000,
);
