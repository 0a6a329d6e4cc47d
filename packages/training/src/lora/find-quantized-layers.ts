import { type NodeProto, type TrainableModel, topologicalOrder } from "@llm-course/onnx";
import type { Layer } from "./find-layers.ts";

/** What exporters and quantisers add to the name of a layer's weight. */
const suffix = /(\.MatMul)?([._]weight)?([._](Q4|Q8|quant|quantized|quantized_blocked|DQ_Q4))?$/i;

/**
 * The linear layers whose weights are frozen in a few bits, wherever an adapter fits beside them: products that
 * MatMulNBits does, that read a DequantizeLinear, or that integers of a DynamicQuantizeLinear take part in. They are named
 * after their initializers.
 */
export function findQuantizedLayers({ model, parameters }: TrainableModel): Layer[] {
  const { graph } = model;
  if (!graph) return [];
  const sizes = new Map(graph.initializer.map(({ name, dims }) => [name, dims.map(Number)]));
  const makers = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const readers = Map.groupBy(
    graph.node.flatMap((node) => node.input.map((name) => ({ name, node }))),
    ({ name }) => name,
  );
  const only = (value: string, opType: string): NodeProto | undefined => {
    const [reader, another] = readers.get(value) ?? [];
    return another || reader?.node.opType !== opType ? undefined : reader.node;
  };

  /** The weight that a factor of a product is, and whether it is transposed. */
  const weightOf = (
    value: string,
    isTransposed = false,
  ): { name: string; isTransposed: boolean } | undefined => {
    const maker = makers.get(value);
    const [input = ""] = maker?.input ?? [];
    if (maker?.opType === "Transpose") return weightOf(input, !isTransposed);
    if (maker?.opType !== "DequantizeLinear" || sizes.get(input)?.length !== 2) return undefined;
    return { name: input, isTransposed };
  };

  const layers = topologicalOrder(graph).flatMap((node): Layer[] => {
    const [x = "", second = ""] = node.input;
    const output = node.output[0] ?? "";
    if (node.opType === "MatMulNBits" && sizes.has(second)) {
      const [inFeatures, outFeatures] = [int(node, "K"), int(node, "N")];
      return [layer({ kind: "linear", weight: second, inFeatures, outFeatures, input: x, output })];
    }
    if (node.opType === "MatMul" || node.opType === "Gemm") {
      const found = weightOf(second, node.opType === "Gemm" && int(node, "transB") === 1);
      const [rows = 0, columns = 0] = sizes.get(found?.name ?? "") ?? [];
      if (!found || int(node, "transA") === 1) return [];
      const { name: weight, isTransposed } = found;
      const [inFeatures, outFeatures] = isTransposed ? [columns, rows] : [rows, columns];
      return [
        layer({
          kind: isTransposed ? "linear" : "conv1d",
          weight,
          inFeatures,
          outFeatures,
          input: x,
          output,
        }),
      ];
    }
    const quantizer = makers.get(x);
    const [inFeatures = 0, outFeatures = 0] = sizes.get(second) ?? [];
    if (
      node.opType !== "MatMulInteger" ||
      quantizer?.opType !== "DynamicQuantizeLinear" ||
      !sizes.has(second)
    )
      return [];
    const product = only(only(output, "Cast")?.output[0] ?? "", "Mul")?.output[0];
    if (product === undefined) return [];
    const input = quantizer.input[0] ?? "";
    return [layer({ kind: "conv1d", weight: second, inFeatures, outFeatures, input, output: product })];
  });

  /** Where the bias is added to a product, if that is all that becomes of it. */
  const withBias = (found: Layer): Layer => {
    const [use = { input: "", output: "" }] = found.uses;
    const sum = only(use.output, "Add");
    const bias = sum?.input.find((name) => name !== use.output);
    if (!sum || parameters.get(bias ?? "")?.length !== 1) return found;
    return { ...found, bias, uses: [{ input: use.input, output: sum.output[0] ?? "" }] };
  };
  return [...Map.groupBy(layers.map(withBias), ({ weight }) => weight).values()].map((same) => ({
    ...(same[0] as Layer),
    uses: same.flatMap(({ uses }) => uses),
  }));
}

type Found = Pick<Layer, "kind" | "weight" | "inFeatures" | "outFeatures"> & Layer["uses"][number];

function layer({ input, output, ...rest }: Found): Layer {
  const module = rest.weight.replace(suffix, "");
  return { module, ...rest, bias: undefined, uses: [{ input, output }], isTied: false };
}

function int({ attribute }: NodeProto, name: string): number {
  return Number(attribute.find((each) => each.name === name)?.i ?? 0);
}
