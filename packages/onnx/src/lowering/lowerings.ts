import { activations } from "./activations.ts";
import { gridSample } from "./grid-sample.ts";
import { groupQueryAttention } from "./group-query-attention.ts";
import type { Lowerings } from "./lowering.ts";
import { multiHeadAttention } from "./multi-head-attention.ts";
import { normalization } from "./normalization.ts";
import { products } from "./products.ts";
import { quantization } from "./quantization.ts";
import { rotaryEmbedding } from "./rotary-embedding.ts";
import { standardAttention } from "./standard-attention.ts";

/** What each operator that is not ONNX's own, or is made of others there, is in standard operators. */
export const lowerings: Lowerings = {
  ...activations,
  ...normalization,
  ...products,
  ...rotaryEmbedding,
  ...multiHeadAttention,
  ...groupQueryAttention,
  ...standardAttention,
  ...gridSample,
  ...quantization,
};

/** The operators that `lower` rewrites, by name with their domain. */
export const loweredOperators: readonly string[] = Object.keys(lowerings);
