import { onnx } from "onnx-proto";

const { INT64, FLOAT } = onnx.TensorProto.DataType;

function value(name: string, elemType: number, ...dims: (string | number)[]) {
  const dim = dims.map((size) => (typeof size === "string" ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

/** One row per token; the second class wins for tokens 1 to 4, more the higher the token. */
const table = Float32Array.from({ length: 12 }, (_, i) => (i % 2 ? i : -i));

/** logits = mean over the tokens of table[token]; the weights in a file of their own, as large models have them. */
const graph = onnx.ModelProto.create({
  irVersion: 8,
  opsetImport: [{ domain: "", version: 17 }],
  graph: {
    name: "classifier",
    input: [value("input_ids", INT64, "batch", "tokens"), value("attention_mask", INT64, "batch", "tokens")],
    output: [value("logits", FLOAT, "batch", 2)],
    initializer: [
      {
        name: "table",
        dims: [6, 2],
        dataType: FLOAT,
        dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
        externalData: [{ key: "location", value: "model.onnx_data" }],
      },
    ],
    node: [
      { opType: "Gather", input: ["table", "input_ids"], output: ["rows"] },
      {
        opType: "ReduceMean",
        input: ["rows"],
        output: ["logits"],
        attribute: [
          { name: "axes", type: onnx.AttributeProto.AttributeType.INTS, ints: [1] },
          { name: "keepdims", type: onnx.AttributeProto.AttributeType.INT, i: 0 },
        ],
      },
    ],
  },
});

const tokenizer = {
  version: "1.0",
  ...{
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    post_processor: null,
    decoder: null,
  },
  pre_tokenizer: { type: "Whitespace" },
  model: {
    type: "WordLevel",
    vocab: { "[UNK]": 0, so: 1, we: 2, are: 3, happy: 4, "[PAD]": 5 },
    unk_token: "[UNK]",
  },
};

/** The smallest repository that transformers.js classifies text with. */
export function tinyClassifier(config: Record<string, unknown>): Record<string, string | Buffer> {
  return {
    "config.json": JSON.stringify({
      ...config,
      "transformers.js_config": { use_external_data_format: true },
    }),
    "tokenizer.json": JSON.stringify(tokenizer),
    "tokenizer_config.json": JSON.stringify({
      tokenizer_class: "PreTrainedTokenizerFast",
      pad_token: "[PAD]",
    }),
    "onnx/model.onnx": Buffer.from(onnx.ModelProto.encode(graph).finish()),
    "onnx/model.onnx_data": Buffer.from(table.buffer),
  };
}
