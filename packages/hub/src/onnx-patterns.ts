import type { PathPatterns } from "./filter-paths.ts";

/** What transformers.js appends to an ONNX file's name for each `dtype`. */
const suffixes = {
  fp32: "",
  fp16: "_fp16",
  int8: "_int8",
  uint8: "_uint8",
  q8: "_quantized",
  q4: "_q4",
  q2: "_q2",
  q1: "_q1",
  q4f16: "_q4f16",
  q2f16: "_q2f16",
  q1f16: "_q1f16",
  bnb4: "_bnb4",
} as const;

export type OnnxDtype = keyof typeof suffixes;

/**
 * The patterns of the files that transformers.js reads for one dtype: configurations, tokenizer and chat template,
 * and the ONNX graphs with their weights (`.onnx_data`). A repository holds up to a dozen dtypes of the same
 * weights, and the decoder up to three times (with, without, and merged over the cache; the merged one is read),
 * next to the originals in other formats, so a whole repository is easily ten times what one notebook needs.
 */
export function onnxPatterns(dtype: OnnxDtype = "fp32"): Required<PathPatterns> {
  const settings = ["*.json", "*.txt", "*.jinja"];
  const unused = ["onnx/decoder_model.onnx*", "onnx/decoder_with_past_model.onnx*"];
  // What sentence-transformers exports besides, for one kind of processor each.
  const optimized = ["onnx/*_O[1-4].onnx*", "onnx/*_qint8_*.onnx*", "onnx/*_quint8_*.onnx*"];
  const others = Object.values(suffixes).filter((suffix) => suffix !== "" && suffix !== suffixes[dtype]);
  return dtype === "fp32"
    ? {
        allowPatterns: [...settings, "onnx/*.onnx", "onnx/*.onnx_data*"],
        ignorePatterns: [...unused, ...optimized, ...others.map((suffix) => `onnx/*${suffix}.onnx*`)],
      }
    : {
        allowPatterns: [...settings, `onnx/*${suffixes[dtype]}.onnx`, `onnx/*${suffixes[dtype]}.onnx_data*`],
        ignorePatterns: [
          ...unused,
          ...unused.map((name) => name.replace(".onnx", `${suffixes[dtype]}.onnx`)),
        ],
      };
}
