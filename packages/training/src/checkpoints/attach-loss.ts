import {
  changed,
  type Dimension,
  GraphBuilder,
  GraphError,
  type ModelProto,
  type TrainableModel,
  topologicalOrder,
} from "@llm-course/onnx";
import { z } from "zod";
import { positionsOf } from "../architectures/encoder-inputs.ts";
import { classificationLoss, crossEntropy, positionCrossEntropy } from "../architectures/losses.ts";
import { ConfigError } from "../errors.ts";
import type { ModelConfig } from "./read-config.ts";

/** What a loss may be attached for. */
export type LossTask =
  | "sequence-classification"
  | "image-classification"
  | "token-classification"
  | "question-answering"
  | "masked-lm"
  | "causal-lm"
  | "seq2seq-lm";

export interface LossOptions {
  readonly task: LossTask;
  /** The content of `config.json`: `problem_type`, and for `seq2seq-lm` `decoder_start_token_id` and `pad_token_id`. */
  readonly config?: ModelConfig;
}

/**
 * An exported model that has the head of a task, with inputs for labels and the output `loss`. Other outputs than the
 * task's logits are left out. The losses are those of Hugging Face's classes: labels of `causal-lm` are the ids
 * themselves, and those of `seq2seq-lm`, shifted, become `decoder_input_ids`, which is no input any more.
 *
 * @throws GraphError where the logits are missing or have another shape than the task's
 * @throws ConfigError where a token that `seq2seq-lm` needs is not in the config
 */
export function attachLoss(network: TrainableModel, { task, config = {} }: LossOptions): TrainableModel {
  const { model } = network;
  const names = task === "question-answering" ? ["start_logits", "end_logits"] : ["logits"];
  const shapes = names.map((name) => logitsShape(model, name, ranks[task]));
  const output = model.graph?.output.filter(({ name }) => names.includes(name)) ?? [];
  const g = GraphBuilder.extending(
    changed(model, { graph: model.graph && changed(model.graph, { output }) }),
  );
  const loss = losses[task](g, { names, shape: shapes[0] ?? [], config });
  g.output("loss", loss, "float32", []);
  const { graph } = g.build().model;
  const whole = changed(model, { graph });
  return { ...network, model: task === "seq2seq-lm" ? withShiftedLabels(whole) : whole };
}

const ranks: Readonly<Record<LossTask, number>> = {
  "sequence-classification": 2,
  "image-classification": 2,
  "token-classification": 3,
  "question-answering": 2,
  "masked-lm": 3,
  "causal-lm": 3,
  "seq2seq-lm": 3,
};

interface Logits {
  readonly names: readonly string[];
  readonly shape: readonly Dimension[];
  readonly config: ModelConfig;
}

type Loss = (g: GraphBuilder, logits: Logits) => string;

const ofSequences: Loss = (g, { names: [logits = ""], shape, config }) => {
  const numLabels = Number(shape[1]);
  const single = numLabels === 1 ? "regression" : "single_label_classification";
  const { problem_type: problemType } = problemSchema.parse(config);
  return classificationLoss(g, logits, { numLabels, problemType: problemType ?? single });
};

const ofTokens: Loss = (g, { names: [logits = ""], shape }) =>
  crossEntropy(g, logits, g.input("labels", "int64", shape.slice(0, 2)));

const losses: Readonly<Record<LossTask, Loss>> = {
  "sequence-classification": ofSequences,
  "image-classification": ofSequences,
  "token-classification": ofTokens,
  "masked-lm": ofTokens,

  "question-answering"(g, { names, shape }) {
    const parts = ["start_positions", "end_positions"].map((name, i) => {
      const logits = names[i] ?? "";
      return positionCrossEntropy(
        g,
        logits,
        g.input(name, "int64", shape.slice(0, 1)),
        positionsOf(g, logits),
      );
    });
    return g.add("Div", [g.add("Sum", parts), g.scalar(2)]);
  },

  "causal-lm"(g, { names: [logits = ""], shape }) {
    const labels = g.input("labels", "int64", shape.slice(0, 2));
    // Each position's label is the token after it; the last position has none.
    const next = g.add("Pad", [labels, g.ints([0, -1, 0, 1]), g.ints(-100)]);
    return crossEntropy(g, logits, g.annotate(next, "int64", shape.slice(0, 2)));
  },

  "seq2seq-lm"(g, { names: [logits = ""], shape, config }) {
    const tokens = seq2seqSchema.safeParse(config);
    if (!tokens.success) throw new ConfigError(String(config.model_type), z.prettifyError(tokens.error));
    const { decoder_start_token_id: start, pad_token_id: pad } = tokens.data;
    const labels = g.input("labels", "int64", shape.slice(0, 2));
    const ids = g.add("Where", [g.add("Less", [labels, g.ints(0)]), g.ints(pad), labels]);
    g.annotate(
      g.module(shifted).add("Pad", [ids, g.ints([0, 1, 0, -1]), g.ints(start)]),
      "int64",
      shape.slice(0, 2),
    );
    return crossEntropy(g, logits, labels);
  },
};

const shifted = "shifted_labels";

const problemSchema = z.looseObject({
  problem_type: z.enum(["regression", "single_label_classification", "multi_label_classification"]).nullish(),
});

const seq2seqSchema = z.looseObject({
  decoder_start_token_id: z.int().nonnegative(),
  pad_token_id: z.int().nonnegative(),
});

/** The decoder reads the labels, one place to the right, in place of its input. */
function withShiftedLabels(model: ModelProto): ModelProto {
  const { graph } = model;
  if (!graph?.input.some(({ name }) => name === decoderIds))
    throw new GraphError(`model without the input of a decoder, expected: ${decoderIds}`);
  const node = graph.node.map((each) =>
    changed(each, { input: each.input.map((name) => (name === decoderIds ? `${shifted}.Pad` : name)) }),
  );
  const input = graph.input.filter(({ name }) => name !== decoderIds);
  const rewritten = changed(graph, { node, input });
  return changed(model, { graph: changed(rewritten, { node: topologicalOrder(rewritten) }) });
}

const decoderIds = "decoder_input_ids";

function logitsShape({ graph }: ModelProto, name: string, rank: number): Dimension[] {
  const found = graph?.output.find((output) => output.name === name);
  const tensor = found?.type?.value.case === "tensorType" ? found.type.value.value : undefined;
  const shape = tensor?.shape?.dim.map(
    ({ value }, axis): Dimension =>
      value.case === "dimValue" ? Number(value.value) : value.value || `${name}[${axis}]`,
  );
  if (!shape || shape.length !== rank) {
    const given = graph?.output.map((output) => output.name).join(", ");
    throw new GraphError(`no output ${name} of ${rank} axes, attach a head (attachHead); given: ${given}`);
  }
  return shape;
}
