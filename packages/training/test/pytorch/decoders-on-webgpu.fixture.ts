// For on-webgpu.test.ts: every recorded decoder in a session that refuses nodes on the CPU. Shaders compile
// slowly on SwiftShader, so only one head of each architecture runs.
import { deviceSessionOptions, encodeOnnx } from "@llm-course/onnx";
import { buildModel } from "@llm-course/training";
import { InferenceSession } from "onnxruntime-node";
import { int64, records } from "./decoders.ts";
import { relativeDifference, weights } from "./recorded.ts";

for (const { name, config, task, input_ids, attention_mask, logits: expected } of records) {
  const { model, parameters } = buildModel(config, { task });
  const session = await InferenceSession.create(encodeOnnx(model), deviceSessionOptions("webgpu"));
  let difference: number | undefined;
  if (task === "sequence-classification") {
    const batch = { input_ids: int64(input_ids), attention_mask: int64(attention_mask) };
    const { logits } = await session.run({ ...weights(parameters), ...batch });
    difference = relativeDifference(logits?.data as Float32Array, expected);
  }
  await session.release();
  console.log(JSON.stringify({ name, difference }));
}
