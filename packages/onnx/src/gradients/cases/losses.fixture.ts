import { dataTypes } from "../../data-type.ts";
import { type Case, index, real } from "../finite-differences.fixture.ts";
import { apply, type Cases, tokens } from "./apply.fixture.ts";

/** Labels 0 to 2, of which some are ignored, and class weights as a constant input. */
function weighted(opType: string, reduction: string): Case {
  return {
    inputs: { x: real("batch_size", 3, "sequence_length"), y: index(0, 2, ...tokens), w: index(1, 3, 3) },
    build: (g) => {
      const weights = g.add("Cast", ["w"], { to: dataTypes.float64 });
      return g.add(opType, ["x", "y", weights], { reduction, ignore_index: 1 });
    },
  };
}

const loss = (opType: string): Cases => ({
  "mean over a batch": apply(opType, { x: real("batch_size", 3), y: index(0, 2, "batch_size") }),
  "sum over tokens, some of which are ignored": apply(
    opType,
    { x: real("batch_size", 3, "sequence_length"), y: index(0, 2, ...tokens) },
    { reduction: "sum", ignore_index: 1 },
  ),
  "one for each token": apply(
    opType,
    { x: real("batch_size", 3, "sequence_length"), y: index(0, 2, ...tokens) },
    { reduction: "none" },
  ),
  "mean with class weights": weighted(opType, "mean"),
  "sum with class weights": weighted(opType, "sum"),
});

export const losses: Readonly<Record<string, Cases>> = {
  SoftmaxCrossEntropyLoss: loss("SoftmaxCrossEntropyLoss"),
  NegativeLogLikelihoodLoss: loss("NegativeLogLikelihoodLoss"),
};
