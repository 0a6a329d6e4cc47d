import type { GradientAccumulator } from "./gradient-accumulator.ts";

/**
 * Clips gradients as PyTorch's `clip_grad_norm_`: where the L2 norm of all of them as one vector exceeds `maxNorm`,
 * they are scaled down to it. It costs one pass to read; the factor, `maxNorm / (norm + 1e-6)` and at most 1, goes
 * into `gradients.scale` and is applied within the optimizer's pass.
 *
 * @returns the norm before clipping; infinite or NaN where a gradient is, and a step would then spoil the weights
 */
export function clipGradNorm(gradients: GradientAccumulator, maxNorm: number): number {
  const norm = gradients.norm();
  gradients.scale *= Math.min(1, maxNorm / (norm + 1e-6));
  return norm;
}
