import { join } from "node:path";
import { type Batch, compile, fromOnnx, GraphError, readOnnx } from "@llm-course/onnx";
import { beforeAll, expect, test } from "vitest";
import { ConfigError } from "../errors.ts";
import { attachHead, type WeightedNetwork } from "./attach-head.ts";
import { attachLoss } from "./attach-loss.ts";
import { inputs, int64 } from "./tiny-batch.fixture.ts";

let encoder: WeightedNetwork;
beforeAll(async () => {
  const path = join(import.meta.dirname, "..", "..", "test", "onnx-export", "fixtures", "encoder.onnx");
  encoder = fromOnnx(await readOnnx(path));
});

const { input_ids, attention_mask } = inputs as Record<string, Batch[string]>;
const labels: Readonly<Record<string, Batch>> = {
  "sequence-classification": { labels: int64([2, 0]) },
  "token-classification": {
    labels: int64([
      [-100, 1, 2, -100],
      [0, -100, 1, 1],
    ]),
  },
  "question-answering": { start_positions: int64([1, 0]), end_positions: int64([2, 3]) },
};

const lossOf = async ({ network, weights }: WeightedNetwork, batch: Batch) => {
  await using model = await compile({ graph: network, weights, trainable: () => false });
  const { loss } = await model.evaluate(batch, { outputs: ["loss"] });
  return Number(loss?.data[0]);
};

// attach-head.test.ts compares those losses with PyTorch's.
test.each(["sequence-classification", "token-classification", "question-answering"] as const)(
  "%s: an export with a head has the loss of a head that was attached with labels",
  async (task) => {
    const batch = { input_ids, attention_mask, ...labels[task] } as Batch;
    const expected = await lossOf(attachHead(encoder, { task, numLabels: 3, labels: true }), batch);
    const exported = attachHead(encoder, { task, numLabels: 3 });
    const network = attachLoss(exported.network, { task });
    expect(await lossOf({ ...exported, network }, batch)).toBeCloseTo(expected, 6);
  },
);

test("logits that are missing or of another shape are refused, and tokens that a decoder needs", () => {
  const { network } = attachHead(encoder, { task: "sequence-classification" });
  expect(() => attachLoss(encoder.network, { task: "causal-lm" })).toThrow(
    "no output logits of 3 axes, attach a head (attachHead); given: last_hidden_state",
  );
  expect(() => attachLoss(network, { task: "masked-lm" })).toThrow(GraphError);
  const { network: tagger } = attachHead(encoder, { task: "token-classification" });
  expect(() => attachLoss(tagger, { task: "seq2seq-lm", config: { model_type: "t5" } })).toThrow(ConfigError);
});
