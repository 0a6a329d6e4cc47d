// A graph for webgpu.test.ts: onnxruntime's WebGPU provider has no kernel for Det.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deviceSessionOptions, GraphBuilder, writeOnnx } from "@llm-course/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";

const graph = new GraphBuilder("determinant");
graph.output("y", graph.add("Det", [graph.input("x", "float32", [2, 2])]), "float32", []);
const folder = await mkdtemp(join(tmpdir(), "determinant-"));
const file = join(folder, "determinant.onnx");
await writeOnnx(file, graph.build().model);

for (const fallback of [false, true]) {
  const label = fallback ? "fallback" : "strict";
  try {
    const session = await InferenceSession.create(file, deviceSessionOptions("webgpu", { fallback }));
    const { y } = await session.run({ x: new Tensor("float32", [1, 2, 3, 4], [2, 2]) });
    console.log(`${label}: ${Math.round(Number(y?.data[0]))}`);
  } catch (error) {
    console.log(`${label}: ${(error as Error).message}`);
  }
}
await rm(folder, { recursive: true });
