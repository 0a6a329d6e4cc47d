// Each lowering computes what onnxruntime's own kernel of the operator does, and its gradients are those of finite
// differences.

import type { ModelProto } from "onnx-buf";
import { InferenceSession } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { encodeOnnx } from "../encode-onnx.ts";
import {
  type Case,
  expectFiniteDifferences,
  runs,
  sample,
  uniform,
} from "../gradients/finite-differences.fixture.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { operatorName } from "../operator-name.ts";
import { groupedCases, multiHeadCases, rotaryCases, standardCases } from "./cases/attention.fixture.ts";
import { activationCases, normalizationCases } from "./cases/elementwise.fixture.ts";
import { gridSampleCases } from "./cases/grid-sample.fixture.ts";
import { productCases } from "./cases/products.fixture.ts";
import { quantizationCases } from "./cases/quantization.fixture.ts";
import { lower } from "./lower.ts";

const cases = {
  ...activationCases,
  ...normalizationCases,
  ...productCases,
  ...rotaryCases,
  ...multiHeadCases,
  ...groupedCases,
  ...standardCases,
  ...gridSampleCases,
  ...quantizationCases,
};

/** Rounding has no finite differences: straight-through.test.ts is about those. */
const isSmooth = (opType: string) => opType === "com.microsoft.MatMulNBits" || !(opType in quantizationCases);

function modelOf(name: string, { inputs, build }: Case, opset: number): ModelProto {
  const g = new GraphBuilder(name);
  for (const [key, { type, shape }] of Object.entries(inputs))
    g.input(key, type === "float" ? "float32" : type, shape);
  g.output("z", build(g), "float32", []);
  const { model } = g.build();
  for (const set of model.opsetImport) if (set.domain === "") set.version = BigInt(opset);
  return model;
}

/** Without optimisations, which would put onnxruntime's own operators into the lowered graph, too. */
const session = (model: ModelProto) =>
  InferenceSession.create(encodeOnnx(model), { logSeverityLevel: 3, graphOptimizationLevel: "disabled" });

for (const [opType, ofOperator] of Object.entries(cases))
  describe(opType, () => {
    for (const [name, checked] of Object.entries(ofOperator)) {
      const opsets = checked.opsets ?? [17];
      test.each(opsets)(`${name}: equals onnxruntime's kernel, operator set %i`, async (opset) => {
        const model = modelOf(opType, checked, opset);
        // Its shape is not that of a scalar: the test does not say which it is.
        for (const { type } of model.graph?.output ?? [])
          if (type?.value.case === "tensorType") type.value.value.shape = undefined;
        const lowered = await lower(model);
        expect(lowered.graph?.node.map(operatorName)).not.toContain(opType);
        const sessions = await Promise.all([model, lowered].map(session));
        const random = uniform(7);
        for (const sizes of runs) {
          const feeds = Object.fromEntries(
            Object.entries(checked.inputs).map(([key, input]) => [
              key,
              sample(input, sizes, "float32", random),
            ]),
          );
          const [expected, actual] = await Promise.all(sessions.map((each) => each.run(feeds)));
          expect(actual?.z?.dims).toEqual(expected?.z?.dims);
          const values = expected?.z?.data as Float32Array;
          const error = Math.max(...values.map((value, i) => Math.abs(value - Number(actual?.z?.data[i]))));
          expect(error).toBeLessThan(1e-5);
        }
      });

      if (isSmooth(opType))
        test.each(opsets)(
          `${name}: has the gradients of finite differences, operator set %i`,
          async (opset) => {
            await expectFiniteDifferences(opType, checked, opset);
          },
        );
    }
  });
