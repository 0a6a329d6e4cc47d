import { dataTypes } from "../../data-type.ts";
import type { Dimension } from "../../value-info.ts";
import { index, positive, type RandomInput, real } from "../finite-differences.fixture.ts";
import { apply, type Cases, tokens, unary } from "./apply.fixture.ts";

const binary = (opType: string, of = real): Cases => ({
  "same shape": apply(opType, { x: of(...tokens), y: of(...tokens) }),
  "bias and scalar": {
    inputs: { x: of(...tokens, 2), y: of(2), w: of() },
    build: (g) => g.add(opType, ["w", g.add(opType, ["x", "y"])]),
  },
  "both broadcast": apply(opType, { x: of("batch_size", 1, 2), y: of("sequence_length", 1) }),
  "sizes that only the run tells": apply(opType, { x: of("maybe_one", 2), y: of("batch_size", 2) }),
  "one value twice": {
    inputs: { x: of(...tokens) },
    build: (g) => g.add(opType, ["x", g.add(opType, ["x", "x"])]),
  },
});

const extreme = (opType: string): Cases => ({
  "same shape": apply(opType, { x: real(...tokens), y: real(...tokens) }),
  "three of different shapes": apply(opType, { x: real(...tokens, 4), y: real(4), w: nearZero() }),
  "sizes that only the run tells": apply(opType, { x: real("maybe_one", 4), y: real("batch_size", 4) }),
});

/** Is neither the least nor the greatest everywhere. */
const nearZero = (...shape: Dimension[]): RandomInput => ({ type: "float", shape, low: -0.2, high: 0.2 });

/** Within the domain of artanh. */
const small = (...shape: Dimension[]): RandomInput => ({ type: "float", shape, low: -0.8, high: 0.8 });

const near = (value: number): RandomInput => ({ type: "float", shape: [], low: value, high: value + 0.1 });

export const elementwise: Readonly<Record<string, Cases>> = {
  Add: binary("Add"),
  Sub: binary("Sub"),
  Mul: binary("Mul"),
  Div: binary("Div", positive),
  Pow: {
    ...binary("Pow", positive),
    "constant exponent of a negative base": {
      inputs: { x: real(...tokens) },
      build: (g) => g.add("Pow", ["x", g.scalar(3, "float64")]),
    },
  },
  Sum: {
    "three of different shapes": apply("Sum", { x: real(...tokens), y: real("sequence_length"), w: real() }),
  },
  Mean: {
    "three of different shapes": apply(
      "Mean",
      { x: real(...tokens), y: real("sequence_length"), w: real() },
      {},
      { float32: true },
    ),
  },
  Max: extreme("Max"),
  Min: extreme("Min"),
  Mod: {
    "truncated quotients": {
      inputs: { x: real(...tokens, 2), y: positive(2) },
      build: (g) => g.add("Mod", [g.add("Mul", ["x", g.scalar(3, "float64")]), "y"], { fmod: 1 }),
    },
  },
  Clip: {
    "bounds that are trained, too": apply("Clip", {
      x: real(...tokens, 2),
      low: near(-0.5),
      high: near(0.5),
    }),
    "both bounds": {
      inputs: { x: real(...tokens, 2) },
      build: (g) => g.add("Clip", ["x", g.scalar(-0.5, "float64"), g.scalar(0.8, "float64")]),
    },
    "upper bound": {
      inputs: { x: real(...tokens, 2) },
      build: (g) => g.add("Clip", ["x", "", g.scalar(0.3, "float64")]),
    },
  },
  Where: {
    "choice by a comparison": {
      inputs: { c: index(0, 1, "batch_size", 1), x: real(...tokens), y: real() },
      build: (g) => g.add("Where", [g.add("Equal", ["c", g.ints(1)]), "x", "y"]),
    },
  },
  Identity: unary("Identity"),
  Cast: {
    "to float64 and back": {
      inputs: { x: real(...tokens) },
      build: (g) => {
        const wide = g.add("Cast", ["x"], { to: dataTypes.float64 });
        return g.add("Cast", [g.add("Mul", [wide, wide])], { to: dataTypes.float32 });
      },
      float32: true,
    },
  },
  CastLike: {
    "the type of another": {
      inputs: { x: real(...tokens) },
      build: (g) => {
        const wide = g.add("CastLike", ["x", g.scalar(0, "float64")]);
        return g.add("CastLike", [g.add("Mul", [wide, wide]), g.scalar(0)]);
      },
      float32: true,
    },
  },
  Dropout: {
    "inference form": apply("Dropout", { x: real(...tokens) }),
    "training_mode off, with mask": {
      inputs: { x: real(...tokens) },
      build: (g) => {
        const off = g.add("Equal", [g.ints(0), g.ints(1)]);
        return g.addMany("Dropout", ["x", g.scalar(0.25), off], 2)[0] ?? "";
      },
    },
  },
  Neg: unary("Neg"),
  Abs: unary("Abs"),
  Reciprocal: unary("Reciprocal", positive(...tokens)),
  Sqrt: unary("Sqrt", positive(...tokens)),
  Exp: unary("Exp"),
  Log: unary("Log", positive(...tokens)),
  Sin: unary("Sin"),
  Cos: unary("Cos"),
  Tan: unary("Tan", small(...tokens, 2), { float32: true }),
  Asin: unary("Asin", small(...tokens, 2), { float32: true }),
  Acos: unary("Acos", small(...tokens, 2), { float32: true }),
  Atan: unary("Atan", real(...tokens, 2), { float32: true }),
  Sinh: unary("Sinh", real(...tokens, 2), { float32: true }),
  Cosh: unary("Cosh", real(...tokens, 2), { float32: true }),
  Asinh: unary("Asinh", real(...tokens, 2), { float32: true }),
  Acosh: {
    elements: {
      inputs: { x: positive(...tokens, 2) },
      build: (g) => g.add("Mul", [g.add("Acosh", [g.add("Add", ["x", g.scalar(1)])]), g.scalar(2)]),
      float32: true,
    },
  },
  Atanh: unary("Atanh", small(...tokens, 2), { float32: true }),
  Erf: unary("Erf", real(...tokens), { float32: true }),
};
