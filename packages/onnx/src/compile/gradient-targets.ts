import { Tensor } from "onnxruntime-node";
import { gradientName, rowGradientNames } from "../gradients/differentiate.ts";
import type { Gradient } from "../optimizers/gradient-accumulator.ts";
import { float32View, type SharedTensor, type SharedTensors } from "../optimizers/shared-tensors.ts";
import type { TrainingGraph } from "./training-graphs.ts";

type Results = Readonly<Record<string, { readonly data: unknown } | undefined>>;

interface Targets {
  readonly tensors: ReadonlyMap<string, SharedTensor>;
  readonly fetches: Readonly<Record<string, Tensor | null>>;
}

/**
 * Where onnxruntime writes gradients: dense ones into shared memory beside their parameters, without a copy. The
 * first batch of a step has a buffer of its own, which becomes the sum; further ones share another.
 */
export class GradientTargets {
  readonly #graph: TrainingGraph;
  readonly #parameters: ReadonlyMap<string, SharedTensor>;
  readonly #memory: SharedTensors;
  #first: Targets | undefined;
  #further: Targets | undefined;

  constructor(graph: TrainingGraph, parameters: ReadonlyMap<string, SharedTensor>, memory: SharedTensors) {
    this.#graph = graph;
    this.#parameters = parameters;
    this.#memory = memory;
  }

  /** The outputs to fetch, for the first batch of a step or a further one. */
  fetches(isFirst: boolean): Targets["fetches"] {
    return this.#targets(isFirst).fetches;
  }

  /** The gradients that a run with these fetches gave. */
  gradients(isFirst: boolean, results: Results): [string, Gradient][] {
    const rows = this.#graph.sparse.map((name): [string, Gradient] => {
      const outputs = rowGradientNames(name);
      const ids = results[outputs.ids]?.data as BigInt64Array;
      return [name, { ids, rows: results[outputs.rows]?.data as Float32Array }];
    });
    return [...this.#targets(isFirst).tensors, ...rows];
  }

  #targets(isFirst: boolean): Targets {
    if (isFirst) this.#first ??= this.#make();
    else this.#further ??= this.#make();
    return (isFirst ? this.#first : this.#further) as Targets;
  }

  #make(): Targets {
    const { dense, sparse } = this.#graph;
    const tensors = new Map(
      dense.map((name) => [name, this.#memory.beside(this.#parameters.get(name) as SharedTensor)]),
    );
    const rows = sparse.flatMap((name) => Object.values(rowGradientNames(name)));
    const fetches = Object.fromEntries<Tensor | null>([
      ...[...tensors].map(([name, tensor]) => [gradientName(name), ortTensor(tensor)] as const),
      ...rows.map((name) => [name, null] as const),
    ]);
    return { tensors, fetches };
  }
}

/** onnxruntime's tensor over the same memory. */
export function ortTensor(tensor: SharedTensor): Tensor {
  return new Tensor("float32", float32View(tensor) as unknown as Float32Array<ArrayBuffer>, tensor.shape);
}
