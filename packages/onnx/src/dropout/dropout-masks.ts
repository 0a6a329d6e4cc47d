import { GraphError } from "../errors.ts";
import type { KernelJob, KernelPool } from "../optimizers/kernel-pool.ts";
import { type SharedTensor, SharedTensors } from "../optimizers/shared-tensors.ts";
import { elementCount } from "../stored-tensor.ts";
import { type Dimension, sizeOf } from "../value-info.ts";
import type { DropoutState } from "./dropout-state.ts";

/** A dropout of a graph. */
export interface DropoutSite {
  /** The input that takes the mask. */
  readonly name: string;
  readonly shape: readonly Dimension[];
  readonly probability: number;
  /** Tells the random numbers of the model's sites apart. */
  readonly number: number;
}

/** Quarters begin at 64 bytes, as all tensors do. */
const alignedElements = 16;

/**
 * The masks of one step: 0 with the probability of the site, else 1 / (1 − p). A mask is a function of seed, step, site
 * and size, whatever was drawn before and however many threads do it. Memory is that of the largest step so far.
 */
export class DropoutMasks {
  readonly #sites: readonly DropoutSite[];
  readonly #pool: KernelPool;
  readonly #memory = new SharedTensors();

  constructor(sites: readonly DropoutSite[], pool: KernelPool) {
    this.#sites = sites;
    this.#pool = pool;
  }

  /**
   * The masks by the names of their inputs. They are overwritten by the next call.
   *
   * @param sizes of the dimensions that the sites name
   * @throws GraphError for a dimension that is not among them
   */
  draw(sizes: ReadonlyMap<string, number>, state: DropoutState): ReadonlyMap<string, SharedTensor> {
    this.#memory.clear();
    const masks = this.#sites.map((site) => {
      const shape = site.shape.map((dimension) => {
        const size = sizeOf(dimension, sizes);
        if (size === undefined)
          throw new GraphError(
            `unknown size of mask ${site.name}, expected a dimension of an input: ${dimension}`,
          );
        return size;
      });
      const quarter = Math.ceil(elementCount(shape) / 4 / alignedElements) * alignedElements;
      const { memory, offset } = this.#memory.allocate([4 * quarter]);
      return { site, quarter, mask: { memory, offset, shape } };
    });
    this.#pool.run(masks.map(({ site, quarter, mask }) => maskJob(site, quarter, mask, state)));
    return new Map(masks.map(({ site, mask }) => [site.name, mask]));
  }
}

function maskJob(
  { probability, number }: DropoutSite,
  quarter: number,
  { memory, offset }: SharedTensor,
  { seed, step }: DropoutState,
): KernelJob {
  const part = (i: number): SharedTensor => ({ memory, offset: offset + 4 * quarter * i, shape: [quarter] });
  return {
    kernel: "dropoutMask",
    tensors: { quarter0: part(0), quarter1: part(1), quarter2: part(2), quarter3: part(3) },
    coefficients: {
      threshold: probability * 2 ** 32,
      kept: 1 / (1 - probability),
      site: number,
      stepLow: step % half,
      stepHigh: Math.floor(step / half),
      seedLow: seed % half,
      seedHigh: Math.floor(seed / half),
    },
  };
}

/** Coefficients are float32, which have every whole number up to here. */
const half = 2 ** 24;
