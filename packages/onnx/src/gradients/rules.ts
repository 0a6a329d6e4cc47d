import { activations } from "./activations.ts";
import { convolution } from "./convolution.ts";
import { elementwise } from "./elementwise.ts";
import { indexing } from "./indexing.ts";
import { linearAlgebra } from "./linear-algebra.ts";
import { losses } from "./losses.ts";
import { normalization } from "./normalization.ts";
import { pooling } from "./pooling.ts";
import { recurrent } from "./recurrent.ts";
import { reductions } from "./reductions.ts";
import type { Rules } from "./rule.ts";
import { shape } from "./shape.ts";

/** The gradient rules of the default domain's operators, by family. */
export const families: Readonly<Record<string, Rules>> = {
  elementwise,
  activations,
  reductions,
  "linear algebra": linearAlgebra,
  convolution,
  pooling,
  normalization,
  recurrent,
  losses,
  shape,
  indexing,
};

/** The gradient rules by operator. */
export const rules: Rules = Object.assign({}, ...Object.values(families));

/** Operators with float results that do not change, or only in jumps, where their inputs do. */
export const withoutDerivative: ReadonlySet<string> = new Set([
  "Bernoulli",
  "Ceil",
  "Constant",
  "ConstantOfShape",
  "EyeLike",
  "Floor",
  "OneHot",
  "RandomNormalLike",
  "RandomUniformLike",
  "Range",
  "Round",
  "Sign",
]);
