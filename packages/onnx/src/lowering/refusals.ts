import type { NodeProto } from "onnx-buf";
import { UnsupportedOperatorError } from "../errors.ts";
import { label } from "../gradients/topological-order.ts";
import { operatorName } from "../operator-name.ts";

const otherQuantization = "quantise the weights with MatMulNBits or as QDQ";
const laidOut = "export the model without optimisations for one device";
const unrolled = "export the model without loops";
const branching =
  "take its branch with takeBranches, by the inputs or sizes that decide it, or export the model without control flow";
const tensors = "export the model with tensors in place of sequences";

/** Operators that gradients do not pass, with what to do instead. */
export const refusals: Readonly<Record<string, string>> = {
  If: branching,
  Loop: unrolled,
  Scan: unrolled,
  ConcatFromSequence: tensors,
  Optional: tensors,
  OptionalGetElement: tensors,
  SequenceAt: tensors,
  SequenceConstruct: tensors,
  SequenceErase: tensors,
  SequenceInsert: tensors,
  SequenceMap: tensors,
  SplitToSequence: tensors,
  "com.microsoft.NhwcConv": laidOut,
  "com.microsoft.NhwcFusedConv": laidOut,
  "com.microsoft.NhwcMaxPool": laidOut,
  "com.microsoft.nchwc.Conv": laidOut,
  QLinearConv: otherQuantization,
  QLinearMatMul: otherQuantization,
  "com.microsoft.DynamicQuantizeLSTM": otherQuantization,
  "com.microsoft.MatMulBnb4": otherQuantization,
  "com.microsoft.MatMulFpQ4": otherQuantization,
  "com.microsoft.MatMulNBitsMlp": otherQuantization,
  "com.microsoft.MatMulNBitsQkv": otherQuantization,
  "com.microsoft.QAttention": otherQuantization,
  "com.microsoft.QEmbedLayerNormalization": otherQuantization,
  "com.microsoft.QGemm": otherQuantization,
  "com.microsoft.QLinearAdd": otherQuantization,
  "com.microsoft.QLinearConv": otherQuantization,
  "com.microsoft.QLinearMul": otherQuantization,
  "com.microsoft.QLinearSigmoid": otherQuantization,
  "com.microsoft.QMoE": otherQuantization,
};

/** The error for a node that is refused by name. */
export function refusal(node: NodeProto): UnsupportedOperatorError | undefined {
  const name = operatorName(node);
  const wayOut = refusals[name];
  return wayOut === undefined
    ? undefined
    : new UnsupportedOperatorError(name, label(node), "operator in training", wayOut);
}
