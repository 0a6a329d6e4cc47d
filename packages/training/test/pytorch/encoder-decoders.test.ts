import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "@llm-course/onnx";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { buildModel } from "../../src/architectures/build-model.ts";
import { batchOf, int64 } from "../run-network.ts";
import { float32, norm, relativeDifference, weight } from "./recorded.ts";

const ids = z.array(z.array(z.int()));
const recordSchema = z.object({
  config: z.looseObject({ model_type: z.string() }),
  input_ids: ids,
  attention_mask: ids,
  labels: ids,
  logits: float32,
  loss: z.number(),
  gradients: z.record(z.string(), float32),
});
const path = join(import.meta.dirname, "fixtures", "encoder_decoders.json");
/** What PyTorch computed; encoder_decoders.py in this folder made it. */
const records = z.array(recordSchema).parse(JSON.parse(readFileSync(path, "utf8")));

describe.each(records)("$config", ({ config, input_ids, attention_mask, labels, ...expected }) => {
  test("logits, loss and gradients are PyTorch's", async () => {
    const graph = buildModel(config, { task: "seq2seq-lm", labels: true });
    const names = Object.keys(expected.gradients);
    const trained = [...graph.parameters.keys()].filter((name) => !graph.buffers?.has(name));
    expect(trained.sort()).toEqual(names.sort());
    const weights = new Map(
      [...graph.parameters].map(([name, shape]) => [
        name,
        name === "final_logits_bias" ? new Float32Array(shape[1] ?? 0) : weight(name, shape),
      ]),
    );
    await using model = await compile({ graph, weights, outputs: ["logits"] });
    const feeds = {
      input_ids: int64(input_ids),
      attention_mask: int64(attention_mask),
      labels: int64(labels),
    };
    const { loss, outputs } = await model.backward(batchOf(feeds));
    expect(loss).toBeCloseTo(expected.loss, 5);
    expect(relativeDifference(outputs.logits?.data as Float32Array, expected.logits)).toBeLessThan(1e-5);
    // Some gradients are 0 but for rounding, as that of a key's bias.
    const least = 1e-3 * Math.max(...Object.values(expected.gradients).map(norm));
    for (const [name, gradient] of Object.entries(expected.gradients)) {
      const given = (await model.gradient(name)) ?? new Float32Array();
      const difference = norm(gradient.map((value, i) => value - (given[i] as number)));
      expect(difference / Math.max(norm(gradient), least), name).toBeLessThan(1e-4);
    }
  });
});
