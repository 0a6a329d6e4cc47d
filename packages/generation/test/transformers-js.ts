import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AutoModelForCausalLM, env, Tensor } from "@huggingface/transformers";
import { type ModelProto, writeOnnx } from "@llm-course/onnx";

/** Writes a model as transformers.js loads it: `config.json`, `generation_config.json` and `onnx/model.onnx`. */
export async function writeModelFolder(folder: string, config: object, model: ModelProto): Promise<void> {
  await mkdir(join(folder, "onnx"), { recursive: true });
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  await writeFile(join(folder, "generation_config.json"), JSON.stringify({}));
  await writeOnnx(join(folder, "onnx", "model.onnx"), model);
}

/** What transformers.js generates from rows of one length, padded on the left where the mask is 0. */
export async function transformersJs(
  folder: string,
  dtype: "fp32" | "fp16" = "fp32",
): Promise<(inputIds: number[][], attentionMask: number[][], options: object) => Promise<number[][]>> {
  env.allowRemoteModels = false;
  const model = await AutoModelForCausalLM.from_pretrained(folder, { dtype, local_files_only: true });
  const int64 = (rows: number[][]) =>
    new Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]?.length ?? 0]);
  return async (inputIds, attentionMask, options) => {
    const sequences = await model.generate({
      input_ids: int64(inputIds),
      attention_mask: int64(attentionMask),
      ...options,
    });
    return (sequences as Tensor).tolist().map((row: bigint[]) => row.map(Number));
  };
}
