import { z } from "zod";

/** PyTorch's defaults. */
const growthFactor = 2;
const backoffFactor = 0.5;
const growthInterval = 2000;

export const lossScalerSchema = z.object({ scale: z.number().positive(), growthTracker: z.int().min(0) });

/**
 * What the loss is multiplied by under fp16, so that gradients below 6e-8, the smallest number of float16, do not become
 * 0: PyTorch's `torch.amp.GradScaler`. The scale is halved where a gradient overflows, and that step is left out; it
 * doubles after 2000 steps in a row without.
 */
export class LossScaler {
  #state: z.infer<typeof lossScalerSchema>;

  /** @param scale to begin with. Default: 2¹⁶ */
  constructor(scale = 65_536) {
    this.#state = lossScalerSchema.parse({ scale, growthTracker: 0 });
  }

  get scale(): number {
    return this.#state.scale;
  }

  /** After each step, taken or left out. */
  update(areFinite: boolean): void {
    const { scale, growthTracker } = this.#state;
    if (!areFinite) this.#state = { scale: scale * backoffFactor, growthTracker: 0 };
    else if (growthTracker + 1 < growthInterval) this.#state = { scale, growthTracker: growthTracker + 1 };
    else this.#state = { scale: scale * growthFactor, growthTracker: 0 };
  }

  stateDict(): z.infer<typeof lossScalerSchema> {
    return this.#state;
  }

  loadStateDict(state: z.infer<typeof lossScalerSchema>): void {
    this.#state = lossScalerSchema.parse(state);
  }
}
