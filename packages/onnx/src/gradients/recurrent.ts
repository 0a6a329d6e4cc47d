import type { NodeView } from "./node-view.ts";
import { type RecurrentCell, recurrentCells } from "./recurrent-cells.ts";
import { type PassGradients, passGradients } from "./recurrent-pass.ts";
import type { Rules } from "./rule.ts";
import type { Value } from "./value.ts";

export const recurrent = {
  /** hₜ = f(i) with i = W xₜ + R hₜ₋₁ + b */
  RNN: (node) => throughTime(node, recurrentCells.RNN),
  /** cₜ = f ⊙ cₜ₋₁ + i ⊙ c, hₜ = o ⊙ h(cₜ) with gates of W xₜ + R hₜ₋₁ + b */
  LSTM: (node) => throughTime(node, recurrentCells.LSTM),
  /** hₜ = (1 − z) ⊙ h + z ⊙ hₜ₋₁ with gates of W xₜ + R hₜ₋₁ + b */
  GRU: (node) => throughTime(node, recurrentCells.GRU),
} satisfies Rules;

/** Directions share x; of all else each has its own, stacked along the first axis. */
function throughTime(node: NodeView, cell: RecurrentCell): (() => Value)[] {
  const direction = node.string("direction", "forward");
  const isReversed = direction === "bidirectional" ? [false, true] : [direction === "reverse"];
  let made: PassGradients[] | undefined;
  const passes = () => {
    made ??= isReversed.map((reversed, d) => passGradients(node, cell, d, reversed));
    return made;
  };
  const stacked = (part: keyof PassGradients) => () => {
    const parts = passes().map((pass) => pass[part]);
    const known = parts.filter((value) => value !== undefined).map((value) => value.unsqueeze([0]));
    const [first] = known;
    if (!first) return node.unsupported(part);
    if (known.length === 1) return first;
    const type = { type: first.type, shape: [known.length, ...first.shape.slice(1)] };
    return node.graph.node("Concat", known, { axis: 0 }, type);
  };
  return [
    () =>
      passes()
        .map(({ x }) => x)
        .reduce((sum, next) => sum.add(next)),
    stacked("w"),
    stacked("r"),
    stacked("b"),
    () => node.unsupported("sequence_lens"),
    stacked("hidden"),
    stacked("cell"),
    stacked("peepholes"),
  ];
}
