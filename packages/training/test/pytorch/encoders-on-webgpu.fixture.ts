// For on-webgpu.test.ts: every recorded encoder in a session that refuses nodes on the CPU. Shaders compile
// slowly on SwiftShader, so only one head runs for each way to number positions.
import { deviceSessionOptions, encodeOnnx } from "@llm-course/onnx";
import { buildModel } from "@llm-course/training";
import { InferenceSession } from "onnxruntime-node";
import { feeds, records } from "./encoders.ts";
import { relativeDifference, weights } from "./recorded.ts";

for (const { name, config, task, batches } of records) {
  const { model, parameters } = buildModel(config, { task });
  const session = await InferenceSession.create(encodeOnnx(model), deviceSessionOptions("webgpu"));
  const [batch] = batches;
  let difference: number | undefined;
  if (task === "multiple-choice" && config.model_type !== "distilbert" && batch) {
    const { logits } = await session.run({ ...weights(parameters), ...feeds(session, batch.inputs) });
    difference = relativeDifference(logits?.data as Float32Array, batch.outputs.logits ?? []);
  }
  await session.release();
  console.log(JSON.stringify({ name, difference }));
}
