import type { NodeProto, TrainableModel } from "@llm-course/onnx";

/** A layer that an adapter fits: y = x Wᵀ + b, y = x W + b, or rows of W by id. */
export interface Layer {
  /** The weight's name without `.weight`: "bert.encoder.layer.0.attention.self.query". */
  readonly module: string;
  /** W is [outFeatures, inFeatures] in "linear", [inFeatures, outFeatures] in the others. */
  readonly kind: "linear" | "conv1d" | "embedding";
  /** A parameter, or the initializer of a quantised layer. */
  readonly weight: string;
  readonly bias: string | undefined;
  /** Of an embedding, how many rows it has. */
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** The values x and y wherever the layer is applied. */
  readonly uses: readonly { readonly input: string; readonly output: string }[];
  /** Whether something else reads the weight, as output embeddings that are tied to the input's. */
  readonly isTied: boolean;
}

/** What one node does with a weight. */
interface Use {
  readonly kind: Layer["kind"] | "other";
  readonly input: string;
  readonly output: string;
  readonly bias?: string | undefined;
}

/**
 * The linear layers and embeddings of a network, in the order of its parameters: matrices that MatMul, Gemm or Gather
 * read, through a Transpose or not.
 */
export function findLayers({ model, parameters }: TrainableModel): Layer[] {
  const readers = Map.groupBy(
    (model.graph?.node ?? []).flatMap((node) => node.input.map((name) => ({ name, node }))),
    ({ name }) => name,
  );
  const readersOf = (name: string) => (readers.get(name) ?? []).map(({ node }) => node);
  const isVector = (name: string | undefined) => parameters.get(name ?? "")?.length === 1;

  /** Where the bias is added to a product, if that is all that becomes of it. */
  const withBias = (use: Use): Use => {
    const [sum, another] = readersOf(use.output);
    const bias = sum?.input.find((name) => name !== use.output);
    if (sum?.opType !== "Add" || another || !isVector(bias)) return use;
    return { ...use, output: outputOf(sum), bias };
  };

  const usesOf = (weight: string, node: NodeProto): Use[] => {
    const [first = "", second, bias] = node.input;
    const output = outputOf(node);
    const other: Use = { kind: "other", input: first, output };
    if (node.opType === "Gather" && first === weight && int(node, "axis", 0) === 0)
      return [{ kind: "embedding", input: second ?? "", output }];
    if (node.opType === "MatMul" && second === weight)
      return [withBias({ kind: "conv1d", input: first, output })];
    if (node.opType === "Gemm" && second === weight && isPlain(node))
      return [
        {
          kind: int(node, "transB", 0) === 1 ? "linear" : "conv1d",
          input: first,
          output,
          bias: isVector(bias) ? bias : undefined,
        },
      ];
    if (node.opType !== "Transpose") return [other];
    return readersOf(output).map((reader) =>
      reader.opType === "MatMul" && reader.input[1] === output
        ? withBias({ kind: "linear", input: reader.input[0] ?? "", output: outputOf(reader) })
        : other,
    );
  };

  return [...parameters].flatMap(([weight, shape]) => {
    if (shape.length !== 2) return [];
    const all = readersOf(weight).flatMap((node) => usesOf(weight, node));
    // Looked up rows make an embedding, whatever else the table is tied to.
    const kind = all.some((use) => use.kind === "embedding") ? "embedding" : all[0]?.kind;
    if (kind === undefined || kind === "other") return [];
    const uses = all.filter((use) => use.kind === kind);
    const [rows = 0, columns = 0] = shape;
    const [outFeatures, inFeatures] = kind === "linear" ? [rows, columns] : [columns, rows];
    return [
      {
        module: weight.replace(/\.weight$/, ""),
        kind,
        weight,
        bias: uses[0]?.bias,
        inFeatures,
        outFeatures,
        uses: uses.map(({ input, output }) => ({ input, output })),
        isTied: uses.length < all.length,
      },
    ];
  });
}

function outputOf({ output }: NodeProto): string {
  return output[0] ?? "";
}

function int({ attribute }: NodeProto, name: string, standard: number): number {
  return Number(attribute.find((each) => each.name === name)?.i ?? standard);
}

/** x W + b and no other factors. */
function isPlain(node: NodeProto): boolean {
  return int(node, "transA", 0) === 0 && (node.attribute.find(({ name }) => name === "alpha")?.f ?? 1) === 1;
}
