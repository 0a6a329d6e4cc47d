import { compile } from "@llm-course/onnx";
import { buildModel, initializeWeights, loadModel } from "@llm-course/training";
import { expect, test } from "vitest";
import { ensureMiniLm } from "../ensure-mini-lm.ts";
import { encoderLayers, miniLmBartConfig, miniLmBartEncoder } from "./mini-lm-bart.ts";

const kept = [0, 100, 101, 102, 103, 2023, 2003, 1037, 7099, 6251, 1012];
const positions = 16;

test("the encoder is MiniLM's first layers, over some of its tokens", async () => {
  const config = miniLmBartConfig(kept.length, positions);
  const source = await ensureMiniLm();
  const bert = await loadModel(source, { task: "feature-extraction" });
  const graph = buildModel(bert.config, { task: "feature-extraction", outputHiddenStates: true });
  await using original = await compile({ graph, weights: bert.weights, trainable: () => false });
  const weights = new Map([
    ...initializeWeights(config, { task: "seq2seq-lm", seed: 1 }),
    ...(await miniLmBartEncoder(kept, positions)),
  ]);
  const encoder = buildModel(config, { task: "seq2seq-lm", part: "encoder" });
  const own = new Map([...weights].filter(([name]) => encoder.parameters.has(name)));
  await using bart = await compile({ graph: encoder, weights: own, trainable: () => false });

  const ids = [2, 5, 6, 7, 8, 9, 10, 3, 0, 0];
  const tensor = (values: readonly number[]) => ({
    type: "int64" as const,
    data: BigInt64Array.from(values, BigInt),
    dims: [1, values.length],
  });
  const attention_mask = tensor(ids.map((id) => (id === 0 ? 0 : 1)));
  const { last_hidden_state } = await bart.evaluate({ input_ids: tensor(ids), attention_mask });
  const outputs = await original.evaluate({
    ...{ input_ids: tensor(ids.map((id) => kept[id] as number)), attention_mask },
    token_type_ids: tensor(ids.map(() => 0)),
  });
  const expected = outputs[`hidden_states.${encoderLayers}`]?.data as Float32Array;
  const given = last_hidden_state?.data as Float32Array;
  const length = 8 * 384;
  const worst = given
    .subarray(0, length)
    .reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] as number))), 0);
  // BART's norms add 1e-5 to the variance, BERT's 1e-12.
  expect(worst).toBeLessThan(2e-3);
});
