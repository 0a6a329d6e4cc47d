import { encodeOnnx, GraphBuilder } from "@llm-course/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { positionsOf } from "./encoder-inputs.ts";

test("positions count up to any length, also of a row that is hidden", async () => {
  const g = new GraphBuilder("positions");
  const x = g.input("x", "float32", ["batch_size", "sequence_length"]);
  g.output("positions", positionsOf(g, x), "int64", ["sequence_length"]);
  const session = await InferenceSession.create(encodeOnnx(g.build().model));
  for (const length of [1, 4, 512]) {
    const lowest = new Float32Array(2 * length).fill(-3.4028234663852886e38);
    const { positions } = await session.run({ x: new Tensor("float32", lowest, [2, length]) });
    expect(Array.from(positions?.data as BigInt64Array, Number)).toEqual([...new Array(length).keys()]);
  }
  await session.release();
});
