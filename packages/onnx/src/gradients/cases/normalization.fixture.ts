import { float } from "../../attribute.ts";
import { index, real } from "../finite-differences.fixture.ts";
import { apply, type Cases, tokens } from "./apply.fixture.ts";

export const normalization: Readonly<Record<string, Cases>> = {
  Softmax: {
    "last axis": apply("Softmax", { x: real(...tokens, 3) }),
    "axis 1": apply("Softmax", { x: real(...tokens, 3) }, { axis: 1 }),
  },
  LogSoftmax: {
    "last axis": apply("LogSoftmax", { x: real(...tokens, 3) }),
    "axis 1": apply("LogSoftmax", { x: real(...tokens, 3) }, { axis: 1 }),
    "one class picked": {
      inputs: { x: real("batch_size", 3), label: index(0, 2, "batch_size", 1) },
      build: (g) => g.add("GatherElements", [g.add("LogSoftmax", ["x"]), "label"], { axis: 1 }),
    },
    "classes picked along another axis": {
      inputs: { x: real("batch_size", 3), row: index(0, 0, 1, 3) },
      build: (g) => g.add("GatherElements", [g.add("LogSoftmax", ["x"], { axis: 1 }), "row"], { axis: 0 }),
    },
  },
  LayerNormalization: {
    "last axis": apply(
      "LayerNormalization",
      { x: real(...tokens, 4), y: real(4), w: real(4) },
      { epsilon: float(1e-3) },
    ),
    "two axes without bias": apply(
      "LayerNormalization",
      { x: real("batch_size", 2, 3), y: real(2, 3) },
      { axis: 1 },
    ),
  },
};
