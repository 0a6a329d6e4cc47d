import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "@llm-course/onnx";
import { Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { buildModel } from "../../src/architectures/build-model.ts";
import { batchOf, int64 } from "../run-network.ts";
import { float32, norm, relativeDifference, weight } from "./recorded.ts";

const recordSchema = z.object({
  config: z.looseObject({ model_type: z.string(), num_channels: z.int(), image_size: z.int() }),
  labels: z.array(z.int()),
  logits: float32,
  loss: z.number(),
  gradients: z.record(z.string(), float32),
  buffers: z.record(z.string(), float32),
});
const path = join(import.meta.dirname, "fixtures", "images.json");
/** What PyTorch computed in training; images.py in this folder made it. */
const records = z.array(recordSchema).parse(JSON.parse(readFileSync(path, "utf8")));

describe.each(records)("$config", ({ config, labels, logits, loss, gradients, buffers }) => {
  test("logits, loss, gradients and running statistics are PyTorch's", async () => {
    const graph = buildModel(config, { task: "image-classification", labels: true, dropout: true });
    const names = [...Object.keys(gradients), ...Object.keys(buffers)].sort();
    expect([...graph.parameters.keys()].sort()).toEqual(names);
    const start = (name: string) => Number(name.endsWith("running_var"));
    const weights = new Map(
      [...graph.parameters].map(([name, shape]) => [
        name,
        name in buffers ? new Float32Array(shape[0] ?? 0).fill(start(name)) : weight(name, shape),
      ]),
    );
    await using model = await compile({ graph, weights, outputs: ["logits"] });
    const shape = [3, config.num_channels, config.image_size, config.image_size];
    const pixels = new Tensor("float32", weight("pixels", shape) as Float32Array<ArrayBuffer>, shape);
    const outcome = await model.backward(batchOf({ pixel_values: pixels, labels: int64(labels) }));
    expect(outcome.loss).toBeCloseTo(loss, 5);
    expect(relativeDifference(outcome.outputs.logits?.data as Float32Array, logits)).toBeLessThan(1e-4);
    // Some gradients are 0 but for rounding, as that of a bias before a normalization.
    const least = 1e-3 * Math.max(...Object.values(gradients).map(norm));
    for (const [name, expected] of Object.entries(gradients)) {
      const given = (await model.gradient(name)) ?? new Float32Array();
      const difference = norm(expected.map((value, i) => value - (given[i] as number)));
      expect(difference / Math.max(norm(expected), least), name).toBeLessThan(1e-3);
    }
    for (const [name, expected] of Object.entries(buffers))
      expect(relativeDifference(model.parameters.get(name)?.data ?? [], expected), name).toBeLessThan(1e-5);
  });
});
