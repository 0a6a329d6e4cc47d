import {
  changed,
  type Dimension,
  dataTypes,
  elementCount,
  GraphBuilder,
  GraphError,
  type ModelProto,
  type TrainableModel,
} from "@llm-course/onnx";
import type { Task } from "../architectures/architecture.ts";
import { firstToken } from "../architectures/bert-encoder.ts";
import { positionsOf } from "../architectures/encoder-inputs.ts";
import type { LabelSettings } from "../architectures/label-settings.ts";
import { linear } from "../architectures/layers.ts";
import { classificationLoss, crossEntropy, positionCrossEntropy } from "../architectures/losses.ts";
import { normalNumbers } from "../architectures/normal-numbers.ts";
import type { Allocate } from "./load-model.ts";

/** A graph with the weights to feed it, as `fromOnnx` gives one. */
export interface WeightedNetwork {
  readonly network: TrainableModel;
  readonly weights: ReadonlyMap<string, Float32Array>;
}

export interface HeadOptions {
  readonly task: Extract<Task, "sequence-classification" | "token-classification" | "question-answering">;
  /** The hidden states, float32 [batch, sequence, size]. Default: "last_hidden_state". */
  readonly output?: string;
  /**
   * What a whole sequence is classified by: its first token, or the mean of all that `attention_mask` shows, which is
   * what encoders of sentences were trained for. Default: "first".
   */
  readonly pooling?: "first" | "mean";
  /** Of the two classifications. Default: 2. */
  readonly numLabels?: number;
  /** Default: regression for one label, else one label per sequence. */
  readonly problemType?: LabelSettings["problemType"];
  /** Adds the inputs for labels and the output `loss`. Default: false. */
  readonly labels?: boolean;
  /** Of the head's weights, which are normal with a deviation of 0.02. Default: 42. */
  readonly seed?: number;
  /** Default: memory of this process's heap. */
  readonly allocate?: Allocate;
}

/**
 * An exported encoder with a head of its own: one linear layer, `classifier` on the hidden states of all tokens,
 * or of the first one for whole sequences, or `qa_outputs`. Outputs are those of the task; the encoder's own are
 * left out.
 *
 * @throws GraphError where there is no such output, or its shape does not say how long a hidden state is
 */
export function attachHead({ network, weights }: WeightedNetwork, options: HeadOptions): WeightedNetwork {
  const { output = "last_hidden_state", seed = 42 } = options;
  const { allocate = (elementCount) => new Float32Array(elementCount) } = options;
  const { model } = network;
  const tokens = hiddenShape(model, output);
  const graph = model.graph && changed(model.graph, { output: [] });
  const builder = GraphBuilder.extending(changed(model, { graph }));
  const loss = heads[options.task](builder, { ...options, ...tokens, hidden: output });
  if (loss !== undefined) builder.output("loss", loss, "float32", []);
  const built = builder.build();

  const all = new Map(weights);
  for (const [name, shape] of built.parameters) {
    const values = allocate(elementCount(shape), name);
    const number = normalNumbers(seed, name);
    for (let i = 0; i < values.length; i++) values[i] = name.endsWith("bias") ? 0 : std * number();
    all.set(name, values);
  }
  const parameters = new Map([...network.parameters, ...built.parameters]);
  const extended = { ...network, model: changed(model, { graph: built.model.graph }), parameters };
  return { network: extended, weights: all };
}

/** What Hugging Face's encoders start their heads with. */
const std = 0.02;

interface Hidden extends HeadOptions {
  readonly hidden: string;
  readonly dim: number;
  /** Names of the first two dimensions. */
  readonly sequences: readonly Dimension[];
}

/** Adds the outputs of a task, and with labels the loss, which it returns. Operators mean the same in sets 17 to 22. */
type Head = (g: GraphBuilder, hidden: Hidden) => string | undefined;

const heads: Readonly<Record<HeadOptions["task"], Head>> = {
  "sequence-classification"(g, { hidden, dim, sequences, pooling, numLabels = 2, problemType, labels }) {
    const pooled = pooling === "mean" ? meanToken(g, hidden) : firstToken(g, hidden);
    const logits = linear(g.module("classifier"), pooled, dim, numLabels);
    g.output("logits", logits, "float32", [sequences[0] as Dimension, numLabels]);
    const single = numLabels === 1 ? "regression" : "single_label_classification";
    return labels
      ? classificationLoss(g, logits, { numLabels, problemType: problemType ?? single })
      : undefined;
  },

  "token-classification"(g, { hidden, dim, sequences, numLabels = 2, labels }) {
    const logits = linear(g.module("classifier"), hidden, dim, numLabels);
    g.output("logits", logits, "float32", [...sequences, numLabels]);
    return labels ? crossEntropy(g, logits, g.input("labels", "int64", sequences)) : undefined;
  },

  "question-answering"(g, { hidden, dim, sequences, labels }) {
    const both = linear(g.module("qa_outputs"), hidden, dim, 2);
    const losses = ["start", "end"].map((name, i) => {
      const logits = g.add("Gather", [both, g.ints(i)], { axis: 2 });
      g.output(`${name}_logits`, logits, "float32", sequences);
      if (!labels) return "";
      const answers = g.input(`${name}_positions`, "int64", sequences.slice(0, 1));
      return positionCrossEntropy(g, logits, answers, positionsOf(g, logits));
    });
    return labels ? g.add("Div", [g.add("Sum", losses), g.scalar(2)]) : undefined;
  },
};

/** [batch, sequence, dim] to [batch, dim]: the mean of the tokens that the mask shows. */
function meanToken(g: GraphBuilder, hidden: string): string {
  const mask = g.add("Unsqueeze", [
    g.add("Cast", ["attention_mask"], { to: dataTypes.float32 }),
    g.ints([-1]),
  ]);
  const sum = (x: string) => g.add("ReduceSum", [x, g.ints([1])], { keepdims: 0 });
  return g.add("Div", [sum(g.add("Mul", [hidden, mask])), sum(mask)]);
}

function hiddenShape({ graph }: ModelProto, output: string): Pick<Hidden, "dim" | "sequences"> {
  const found = graph?.output.find(({ name }) => name === output);
  if (!found) {
    const names = graph?.output.map(({ name }) => name).join(", ");
    throw new GraphError(`no such output, expected one of ${names}: ${output}`);
  }
  const tensor = found.type?.value.case === "tensorType" ? found.type.value.value : undefined;
  const shape = tensor?.shape?.dim.map(
    ({ value }): Dimension => (value.case === "dimValue" ? Number(value.value) : (value.value ?? "")),
  );
  const dim = shape?.[2];
  if (shape?.length !== 3 || typeof dim !== "number")
    throw new GraphError(
      `invalid shape of hidden states ${output}, expected [batch, sequence, a number]: [${shape?.join(", ") ?? "unknown"}]`,
    );
  return { dim, sequences: shape.slice(0, 2) };
}
