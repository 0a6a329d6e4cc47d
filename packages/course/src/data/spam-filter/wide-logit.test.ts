import { encodeOnnx, GraphBuilder } from "@llm-course/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { wideLogit } from "./wide-logit.ts";

test("is the sum of the weights of the n-grams by TF-IDF, without padding", async () => {
  const g = new GraphBuilder("wide");
  for (const name of ["input_ids", "attention_mask"])
    g.input(name, "int64", ["batch_size", "sequence_length"]);
  // 1 is the capital of 0; 2 stands alone.
  const spellings = { lower: [0, 0, 2], shape: [0, 1, 2] };
  const texts = [[0, 2], [0, 2], [1], [1]];
  g.output("logit", wideLogit(g, { spellings, texts, dropout: 0 }), "float32", ["batch_size", 1]);
  const { model } = g.build();
  const session = await InferenceSession.create(encodeOnnx(model));
  const int64 = (values: number[]) => new Tensor("int64", BigInt64Array.from(values, BigInt), [2, 4]);
  // As written 0, 2, 1 and "0 2"; in lower case 0, 2 and "0 2"; of shapes the pair "0 2".
  const weight = [1, 10, 100, 1000, 2, 20, 2000, 5];
  const { logit } = await session.run({
    input_ids: int64([0, 2, 0, 1, 2, 0, 0, 0]),
    attention_mask: int64([1, 1, 1, 1, 1, 0, 0, 0]),
    weight: new Tensor("float32", Float32Array.from(weight), [8, 1]),
    bias: new Tensor("float32", [0.5], [1]),
  });
  const rare = Math.log(5 / 3) + 1;
  const idf = [rare, rare, rare, rare, 1, rare, rare, rare];
  const expected = [
    [2, 1, 1, 1, 3, 1, 1, 1],
    [0, 1, 0, 0, 0, 1, 0, 0],
  ].map((counts) => {
    const values = counts.map((count, i) => (count > 0 ? (1 + Math.log(count)) * (idf[i] ?? 0) : 0));
    const length = Math.hypot(...values);
    return values.reduce((sum, value, i) => sum + (value / length) * (weight[i] ?? 0), 0.5);
  });
  expect(Array.from(logit?.data as Float32Array)).toEqual(expected.map((value) => expect.closeTo(value, 2)));
});
