import { bindWeights, encodeOnnx, storedTensor, type TrainableModel } from "@llm-course/onnx";
import { buildModel, initializeWeights } from "@llm-course/training";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { finished, readEnds } from "./read-ends.ts";

const config = {
  model_type: "bert",
  ...{ vocab_size: 40, hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 16 },
  ...{ max_position_embeddings: 16, type_vocab_size: 2, hidden_act: "gelu", layer_norm_eps: 1e-12 },
};
const encoder = buildModel(config, { task: "feature-extraction" });
const weights = initializeWeights(config, { task: "feature-extraction", seed: 0 });

async function hidden({ model }: Pick<TrainableModel, "model">, rows: readonly (readonly number[])[]) {
  const length = Math.max(...rows.map((row) => row.length));
  const tensor = (of: (row: readonly number[], i: number) => number) => {
    const values = rows.flatMap((row) => Array.from({ length }, (_, i) => BigInt(of(row, i))));
    return new Tensor("int64", BigInt64Array.from(values), [rows.length, length]);
  };
  const tensors = new Map(
    [...weights].map(([name, data]) => [name, storedTensor("F32", encoder.parameters.get(name) ?? [], data)]),
  );
  const bound = await bindWeights({ model, parameters: encoder.parameters }, tensors);
  const session = await InferenceSession.create(encodeOnnx(bound));
  const [state] = Object.values(
    await session.run({
      input_ids: tensor((row, i) => row[i] ?? 0),
      attention_mask: tensor((row, i) => (i < row.length ? 1 : 0)),
      token_type_ids: tensor(() => 0),
    }),
  );
  return { dims: state?.dims, values: Array.from((state?.data ?? []) as Float32Array) };
}

test("of long texts the encoder reads the ends, of short ones all", async () => {
  const g = readEnds(encoder, { first: 4, last: 3 });
  g.output("hidden", "last_hidden_state", "float32", ["batch_size", "ends", 8]);
  const { model } = finished(g, ["hidden"]);
  const long = Array.from({ length: 20 }, (_, i) => i + 1);
  const exact = [9, 8, 7, 6, 5, 4, 3];
  const given = await hidden({ model }, [long, exact, [2, 3]]);
  const expected = await hidden(encoder, [[1, 2, 3, 4, 18, 19, 20], exact, [2, 3]]);
  expect(given.dims).toEqual([3, 7, 8]);
  expect(given.values).toEqual(expected.values.map((value) => expect.closeTo(value, 5)));
});
