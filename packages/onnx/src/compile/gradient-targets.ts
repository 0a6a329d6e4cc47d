import { Tensor } from "onnxruntime-node";
import { gradientName, rowGradientNames } from "../gradients/differentiate.ts";
import type { Gradient, GradientAccumulator } from "../optimizers/gradient-accumulator.ts";
import { float32View, type SharedTensor, type SharedTensors } from "../optimizers/shared-tensors.ts";
import type { GradientGraph } from "./training-graphs.ts";

type Results = Readonly<Record<string, { readonly data: unknown } | undefined>>;

/** A gradient's place in shared memory. */
interface Place {
  readonly tensor: SharedTensor;
  readonly fetch: Tensor;
}

/**
 * Where onnxruntime writes gradients: dense ones into shared memory beside their parameters, without a copy. The
 * first of a step has a place of its own, which becomes the sum; further ones share another.
 */
export class GradientTargets {
  readonly #parameters: ReadonlyMap<string, SharedTensor>;
  readonly #memory: SharedTensors;
  readonly #sums: GradientAccumulator;
  readonly #first = new Map<string, Place>();
  readonly #further = new Map<string, Place>();

  constructor(
    parameters: ReadonlyMap<string, SharedTensor>,
    { memory, gradients }: { memory: SharedTensors; gradients: GradientAccumulator },
  ) {
    this.#parameters = parameters;
    this.#memory = memory;
    this.#sums = gradients;
  }

  /** The outputs to fetch for the gradients of a graph. */
  fetches({ dense, sparse }: GradientGraph): Record<string, Tensor | null> {
    const rows = sparse.flatMap((name) => Object.values(rowGradientNames(name)));
    return Object.fromEntries<Tensor | null>([
      ...dense.map((name) => [gradientName(name), this.#place(name).fetch] as const),
      ...rows.map((name) => [name, null] as const),
    ]);
  }

  /** The gradients that a run with these fetches gave, to be added before the next fetches. */
  gradients({ dense, sparse }: GradientGraph, results: Results): [string, Gradient][] {
    const rows = sparse.map((name): [string, Gradient] => {
      const outputs = rowGradientNames(name);
      const ids = results[outputs.ids]?.data as BigInt64Array;
      return [name, { ids, rows: results[outputs.rows]?.data as Float32Array }];
    });
    return [...dense.map((name): [string, Gradient] => [name, this.#place(name).tensor]), ...rows];
  }

  #place(name: string): Place {
    const first = this.#first.get(name);
    const isTaken = first !== undefined && this.#sums.get(name)?.values.offset === first.tensor.offset;
    const places = isTaken ? this.#further : this.#first;
    const known = places.get(name);
    if (known) return known;
    const tensor = this.#memory.beside(this.#parameters.get(name) as SharedTensor);
    const place = { tensor, fetch: ortTensor(tensor) };
    places.set(name, place);
    return place;
  }
}

/** onnxruntime's tensor over the same memory. */
export function ortTensor(tensor: SharedTensor): Tensor {
  return new Tensor("float32", float32View(tensor) as unknown as Float32Array<ArrayBuffer>, tensor.shape);
}
