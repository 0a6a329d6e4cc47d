import type { GraphProto, NodeProto } from "onnx-buf";
import { changed } from "../changed.ts";
import { type DataType, dataTypes } from "../data-type.ts";
import type { TrainableModel } from "../graph-builder.ts";
import { made } from "../made-node.ts";

/** In what products are computed: float32, or with numbers of 16 bits while weights and sums stay float32. */
export type MixedPrecision = "no" | "fp16" | "bf16";

/** PyTorch's list of what is computed in 16 bits under autocast, as far as ONNX has it: everything else stays. */
const products = new Set(["MatMul", "Gemm", "Conv", "ConvTranspose", "Einsum"]);

/**
 * The model with its products in 16 bits (Micikevicius et al., https://arxiv.org/abs/1710.03740): what goes into a
 * matrix product or a convolution is rounded, and so is what comes out. Weights, normalizations, softmax and losses stay
 * float32, and since the backward pass is made from this graph, its products are rounded too.
 *
 * @param options.kernels whether the device computes products of float16; where it does not, as on the CPU, they are
 *   computed in float32 from rounded numbers, which gives their results (with sums in float32) and saves nothing. Those of
 *   bfloat16 are in any case
 */
export function autocast(
  model: TrainableModel,
  precision: Exclude<MixedPrecision, "no">,
  { kernels = false }: { kernels?: boolean } = {},
): TrainableModel {
  const { graph } = model.model;
  if (!graph) return model;
  const casts = precision === "fp16" && kernels ? around("float16") : rounding(halfTypes[precision]);
  return { ...model, model: changed(model.model, { graph: withCasts(graph, precision, casts) }) };
}

function withCasts(graph: GraphProto, suffix: string, casts: Casts): GraphProto {
  const node: NodeProto[] = [];
  const rounded = new Map<string, string>();
  // A value that several products read is rounded once.
  const round = (value: string): string => {
    const name = rounded.get(value) ?? `${value}/${suffix}`;
    if (value === "") return "";
    if (!rounded.has(value)) node.push(...casts.before(value, name));
    rounded.set(value, name);
    return name;
  };
  for (const each of graph.node) {
    const [output = ""] = each.output;
    if (!products.has(each.opType) || each.domain !== "") {
      node.push(each);
      continue;
    }
    const product = `${output}/${suffix}.product`;
    const input = each.input.map(round);
    node.push(changed(each, { name: product, input, output: [product] }), ...casts.behind(product, output));
  }
  return changed(graph, { node });
}

/** What stands before each input of a product and behind its output; all take a value and make another. */
interface Casts {
  readonly before: (from: string, to: string) => NodeProto[];
  readonly behind: (from: string, to: string) => NodeProto[];
}

const halfTypes = { fp16: "float16", bf16: "bfloat16" } as const;

const cast = (from: string, to: string, type: DataType): NodeProto =>
  made("Cast", [from], to, { to: dataTypes[type] });

/** Values go to another type and come back. */
const around = (type: DataType): Casts => ({
  before: (from, to) => [cast(from, to, type)],
  behind: (from, to) => [cast(from, to, "float32")],
});

/** Values go there and back at once: onnxruntime keeps a pair of casts that was written into the graph. */
function rounding(type: DataType): Casts {
  const rounded = (from: string, to: string) => [
    cast(from, `${to}.half`, type),
    cast(`${to}.half`, to, "float32"),
  ];
  return { before: rounded, behind: rounded };
}
