import { float, GraphBuilder, type TrainableModel } from "@llm-course/onnx";

export const groupedQuerySizes = { vocab_size: 37, heads: 2, headDim: 8 };

/** A decoder of one layer whose attention is com.microsoft's GroupQueryAttention, fed as exporters of onnxruntime do it. */
export function groupedQueryGraph(): TrainableModel {
  const { vocab_size, heads, headDim } = groupedQuerySizes;
  const dim = heads * headDim;
  const g = new GraphBuilder("grouped");
  const ids = g.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const mask = g.input("attention_mask", "int64", ["batch_size", "total_sequence_length"]);
  const words = g.parameter("words.weight", [vocab_size, dim]);
  const x = g.add("Gather", [words, ids]);
  const project = (name: string) => g.add("MatMul", [x, g.parameter(`${name}.weight`, [dim, dim])]);
  const shape = (length: string) => ["batch_size", heads, length, headDim];
  const past = ["key", "value"].map((name) =>
    g.input(`past_key_values.0.${name}`, "float32", shape("past_sequence_length")),
  );
  const int32 = (value: string) => g.add("Cast", [value], { to: 6 });
  const count = g.add("ReduceSum", [mask, g.ints([1])], { keepdims: 0 });
  const total = g.add("Squeeze", [g.add("Shape", [mask], { start: 1, end: 2 })]);
  const [context = "", ...presents] = g.addMany(
    "com.microsoft.GroupQueryAttention",
    [
      ...[project("query"), project("key"), project("value"), ...past],
      ...[int32(g.add("Sub", [count, g.ints([1])])), int32(total)],
    ],
    3,
    { num_heads: heads, kv_num_heads: heads, scale: float(1 / Math.sqrt(headDim)) },
  );
  for (const [i, name] of ["key", "value"].entries())
    g.output(`present.0.${name}`, presents[i] as string, "float32", shape("total_sequence_length"));
  const hidden = g.add("Tanh", [context]);
  const logits = g.add("MatMul", [hidden, g.parameter("head.weight", [dim, vocab_size])]);
  g.output("logits", logits, "float32", ["batch_size", "sequence_length", vocab_size]);
  return g.build();
}
