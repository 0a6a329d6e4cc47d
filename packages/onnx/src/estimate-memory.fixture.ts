// Prints the activations that were estimated and those that onnxruntime took, for estimate-memory.test.ts.
import { toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { estimateTrainingMemory } from "./estimate-memory.ts";
import { differentiate } from "./gradients/differentiate.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { elementCount } from "./stored-tensor.ts";

const rows = 4096;
const width = 512;
const g = new GraphBuilder("layers");
let hidden = g.input("x", "float32", ["batch_size", width]);
for (let i = 0; i < 8; i++) {
  const weight = g.module(i).parameter("weight", [width, width]);
  hidden = g.add("LogSoftmax", [g.add("Tanh", [g.add("MatMul", [hidden, weight])])], { axis: -1 });
}
g.output("loss", g.add("ReduceMean", [hidden], { keepdims: 0 }), "float32", []);
const { model, parameters } = g.build();

const { activations } = await estimateTrainingMemory(
  { model, parameters },
  { batchShape: { batch_size: rows }, optimizer: "sgd" },
);
const differentiated = await differentiate(model, { loss: "loss", wrt: [...parameters.keys()] });
const session = await InferenceSession.create(toBinary(ModelProtoSchema, differentiated), {
  logSeverityLevel: 3,
});
const shapes = new Map([...parameters, ["x", [rows, width]] as const]);
const feeds = Object.fromEntries(
  [...shapes].map(([name, shape]) => [
    name,
    new Tensor("float32", new Float32Array(elementCount(shape)).fill(0.01), shape),
  ]),
);
const before = process.memoryUsage.rss();
const outputs = await session.run(feeds);
const after = process.resourceUsage().maxRSS * 1024;
const given = Object.values(outputs).reduce((sum, { data }) => sum + (data as Float32Array).byteLength, 0);
console.log(JSON.stringify({ estimated: activations, measured: after - before - given }));
