import { describe, expect, it } from "vitest";
import { filterPaths } from "./filter-paths.ts";
import { onnxPatterns } from "./onnx-patterns.ts";

const suffixes = ["", "_fp16", "_int8", "_uint8", "_quantized", "_q4", "_q2", "_q1", "_q4f16", "_bnb4"];
const graphs = ["model", "encoder_model", "decoder_model_merged", "decoder_model", "decoder_with_past_model"];
const repository = [
  ...["config.json", "tokenizer.json", "vocab.txt", "chat_template.jinja", "1_Pooling/config.json"],
  ...["README.md", ".gitattributes", "model.safetensors", "pytorch_model.bin", "tf_model.h5", "spiece.model"],
  ...graphs.flatMap((graph) => suffixes.map((suffix) => `onnx/${graph}${suffix}.onnx`)),
  ...[
    "onnx/model.onnx_data",
    "onnx/model.onnx_data_1",
    "onnx/model_q4.onnx_data",
    "onnx/model_q4f16.onnx_data",
  ],
  ...["O1", "O4", "qint8_arm64", "qint8_avx512_vnni", "quint8_avx2"].map(
    (suffix) => `onnx/model_${suffix}.onnx`,
  ),
].map((path) => ({ path }));
const kept = (dtype?: Parameters<typeof onnxPatterns>[0]) =>
  filterPaths(repository, onnxPatterns(dtype)).map(({ path }) => path);
const settings = [
  "config.json",
  "tokenizer.json",
  "vocab.txt",
  "chat_template.jinja",
  "1_Pooling/config.json",
];

describe("onnxPatterns", () => {
  it("keeps settings and the full weights by default", () => {
    expect(kept()).toEqual([
      ...settings,
      "onnx/model.onnx",
      "onnx/encoder_model.onnx",
      "onnx/decoder_model_merged.onnx",
      "onnx/model.onnx_data",
      "onnx/model.onnx_data_1",
    ]);
  });

  it.each([
    ["q8", "_quantized", []],
    ["fp16", "_fp16", []],
    ["q4", "_q4", ["onnx/model_q4.onnx_data"]],
    ["q4f16", "_q4f16", ["onnx/model_q4f16.onnx_data"]],
  ] as const)("keeps the %s weights alone", (dtype, suffix, data) => {
    expect(kept(dtype)).toEqual([
      ...settings,
      ...["model", "encoder_model", "decoder_model_merged"].map((graph) => `onnx/${graph}${suffix}.onnx`),
      ...data,
    ]);
  });
});
