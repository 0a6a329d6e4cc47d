// Small models as torch.onnx exports them, and the gradients that PyTorch's autograd gives their weights; both
// written by operators-exported.py.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { encodeOnnx } from "../../src/encode-onnx.ts";
import { differentiate, gradientName } from "../../src/gradients/differentiate.ts";
import { readOnnx } from "../../src/read-onnx.ts";

const recorded = z.object({
  inputs: z.record(z.string(), z.object({ dims: z.array(z.int()), data: z.array(z.int()) })),
  models: z.record(
    z.string(),
    z.object({ loss: z.number(), gradients: z.record(z.string(), z.array(z.number())) }),
  ),
});
const path = (name: string) => join(import.meta.dirname, `operators-exported${name}`);
const { inputs, models } = recorded.parse(JSON.parse(await readFile(path(".json"), "utf8")));
const feeds = Object.entries(inputs).map(
  ([name, { dims, data }]) => [name, new Tensor("int64", BigInt64Array.from(data, BigInt), dims)] as const,
);

describe.each(Object.entries(models))("%s, exported", (name, { loss, gradients }) => {
  test.each([11, 14, 17])(
    "in operator set %i, has PyTorch's gradients for a batch not traced",
    async (opset) => {
      const model = await readOnnx(path(`-${name}-${opset}.onnx`));
      const wrt = Object.keys(gradients);
      const session = await InferenceSession.create(
        encodeOnnx(await differentiate(model, { loss: "loss", wrt })),
        {
          logSeverityLevel: 3,
        },
      );
      const used = feeds.filter(([input]) => session.inputNames.includes(input));
      const results = await session.run(Object.fromEntries(used));
      await session.release();
      expect(results.loss?.data[0]).toBeCloseTo(loss, 5);
      const largest = Math.max(...Object.values(gradients).flat().map(Math.abs));
      for (const [parameter, expected] of Object.entries(gradients)) {
        const actual = results[gradientName(parameter)]?.data as Float32Array;
        expect(actual, parameter).toHaveLength(expected.length);
        const error = Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] ?? Number.NaN))));
        expect(error / largest, `gradient of ${parameter}`).toBeLessThan(1e-5);
      }
    },
  );
});
