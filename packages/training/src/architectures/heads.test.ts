import { compile, type TensorData } from "@llm-course/onnx";
import { expect, test } from "vitest";
import { tinyConfigs } from "../checkpoints/tiny-models.fixture.ts";
import { buildModel } from "./build-model.ts";
import { initializeWeights } from "./initialize-weights.ts";

const config = tinyConfigs.bert;
const task = "masked-lm";

async function masked() {
  const weights = initializeWeights(config, { task, seed: 3 });
  return compile({ graph: buildModel(config, { task, labels: true }), weights });
}

function batch(labels: readonly number[]) {
  const tensor = (values: readonly number[]) => ({
    ...{ type: "int64", dims: [1, values.length] },
    data: BigInt64Array.from(values, BigInt),
  });
  return {
    input_ids: tensor([5, 6, 7, 8]),
    attention_mask: tensor([1, 1, 1, 1]),
    token_type_ids: tensor([0, 0, 0, 0]),
    labels: tensor(labels),
  };
}

test("the loss of a masked language model is that of its logits where there are labels", async () => {
  await using model = await masked();
  const { logits, loss } = await model.evaluate(batch([-100, 9, -100, 3]));
  const classes = (logits as TensorData).dims[2] as number;
  const logProbability = (token: number, label: number) => {
    const row = Array.from((logits as TensorData).data, Number).slice(token * classes, (token + 1) * classes);
    return (row[label] as number) - Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0));
  };
  const expected = -(logProbability(1, 9) + logProbability(3, 3)) / 2;
  expect(Number(loss?.data[0])).toBeCloseTo(expected, 5);
  expect((await model.backward(batch([-100, 9, -100, 3]))).loss).toBeCloseTo(expected, 5);
});

test("without any label the loss is no number, and the next batch counts as ever", async () => {
  await using model = await masked();
  const { loss } = await model.backward(batch([-100, 9, -100, 3]));
  await model.zeroGradients();
  expect((await model.backward(batch([-100, -100, -100, -100]))).loss).toBeNaN();
  await model.zeroGradients();
  expect((await model.backward(batch([-100, 9, -100, 3]))).loss).toBe(loss);
});
