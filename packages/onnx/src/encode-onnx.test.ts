import { InferenceSession } from "onnxruntime-node";
import { expect, test } from "vitest";
import { encodeOnnx } from "./encode-onnx.ts";
import { GraphBuilder } from "./graph-builder.ts";

test("onnxruntime takes the bytes of a model", async () => {
  const g = new GraphBuilder("line");
  g.output("y", g.add("Neg", [g.input("x", "float32", [])]), "float32", []);
  const session = await InferenceSession.create(encodeOnnx(g.build().model));
  expect(session.outputNames).toEqual(["y"]);
  await session.release();
});
