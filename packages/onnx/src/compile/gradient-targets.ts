import { Tensor } from "onnxruntime-node";
import type { WeightPart } from "../checkpointing/split-vocabulary.ts";
import { gradientName, rowGradientNames } from "../gradients/differentiate.ts";
import type { Gradient, GradientAccumulator } from "../optimizers/gradient-accumulator.ts";
import { float32View, type SharedTensor, type SharedTensors } from "../optimizers/shared-tensors.ts";
import type { SharedMemory } from "../optimizers/webassembly.ts";
import { elementCount } from "../stored-tensor.ts";
import type { GradientGraph } from "./training-graphs.ts";

type Results = Readonly<Record<string, { readonly data: unknown } | undefined>>;

/** A gradient's place in shared memory. */
interface Place {
  readonly tensor: SharedTensor;
  readonly fetch: Tensor;
}

/** Of the parameters of one size in one memory, the places that were given back, and who has none beside it yet. */
interface Places {
  readonly released: SharedTensor[];
  readonly without: SharedTensor[];
}

/**
 * Where onnxruntime writes gradients: dense ones into shared memory beside their parameters, without a copy. The
 * first of a step has a place of its own, which becomes the sum; further ones share another. Parameters of one size take
 * each other's places where these are released within a step.
 */
export class GradientTargets {
  readonly #parameters: ReadonlyMap<string, SharedTensor>;
  readonly #memory: SharedTensors;
  readonly #sums: GradientAccumulator;
  readonly #first = new Map<string, Place>();
  readonly #further = new Map<string, Place>();
  /** Inputs of graphs that are parts of parameters: their gradients are written into those of the whole. */
  parts: ReadonlyMap<string, WeightPart> = new Map();
  readonly #free = new Map<SharedMemory, Map<number, Places>>();

  /** @param parameters those that are trained */
  constructor(
    parameters: ReadonlyMap<string, SharedTensor>,
    { memory, gradients }: { memory: SharedTensors; gradients: GradientAccumulator },
  ) {
    this.#parameters = parameters;
    this.#memory = memory;
    this.#sums = gradients;
    for (const parameter of parameters.values()) this.#freeFor(parameter).without.push(parameter);
  }

  /** The outputs to fetch for the gradients of a graph. */
  fetches({ dense, sparse }: GradientGraph): Record<string, Tensor | null> {
    const rows = sparse.flatMap((name) => Object.values(rowGradientNames(name)));
    return Object.fromEntries<Tensor | null>([
      ...dense.map((name) => [gradientName(name), this.#fetch(name)] as const),
      ...rows.map((name) => [name, null] as const),
    ]);
  }

  /**
   * The gradients that a run with these fetches gave, to be added before the next fetches; one that is written in parts
   * with the last of them, which is the first of the parameter, as backward passes go.
   */
  gradients({ dense, sparse }: GradientGraph, results: Results): [string, Gradient][] {
    const rows = sparse.map((name): [string, Gradient] => {
      const outputs = rowGradientNames(name);
      const ids = results[outputs.ids]?.data as BigInt64Array;
      return [name, { ids, rows: results[outputs.rows]?.data as Float32Array }];
    });
    const written = dense.filter((name) => (this.parts.get(name)?.offset ?? 0) === 0);
    const names = written.map((name) => this.ownerOf(name));
    return [...names.map((name): [string, Gradient] => [name, this.#place(name).tensor]), ...rows];
  }

  /** The parameter that an input of a graph is, or is a part of. */
  ownerOf(name: string): string {
    return this.parts.get(name)?.weight ?? name;
  }

  #fetch(name: string): Tensor {
    const part = this.parts.get(name);
    return part ? ortTensor(partOf(this.#place(part.weight).tensor, part)) : this.#place(name).fetch;
  }

  /** Lets others have the places of gradients that are forgotten. */
  release(parameters: readonly string[]): void {
    for (const name of parameters) {
      const place = this.#first.get(name);
      if (place) this.#freeFor(place.tensor).released.push(place.tensor);
      this.#first.delete(name);
    }
  }

  #place(name: string): Place {
    const first = this.#first.get(name);
    const isTaken = first !== undefined && this.#sums.get(name)?.values.offset === first.tensor.offset;
    const places = isTaken ? this.#further : this.#first;
    const known = places.get(name);
    if (known) return known;
    const parameter = this.#parameters.get(name) as SharedTensor;
    const tensor = isTaken ? this.#memory.beside(parameter) : this.#take(parameter);
    const place = { tensor, fetch: ortTensor(tensor) };
    places.set(name, place);
    return place;
  }

  /** There is one for every parameter, released or not made yet. */
  #take(parameter: SharedTensor): SharedTensor {
    const { released, without } = this.#freeFor(parameter);
    const place = released.pop() ?? this.#memory.beside(without.shift() as SharedTensor);
    return { ...place, shape: parameter.shape };
  }

  #freeFor({ memory, shape }: SharedTensor): Places {
    const bySize = this.#free.get(memory) ?? new Map<number, Places>();
    const places = bySize.get(elementCount(shape)) ?? { released: [], without: [] };
    this.#free.set(memory, bySize.set(elementCount(shape), places));
    return places;
  }
}

/** The part of a tensor that a part of its weight has. */
export function partOf({ memory, offset }: SharedTensor, part: WeightPart): SharedTensor {
  return { memory, offset: offset + 4 * part.offset, shape: part.shape };
}

/** onnxruntime's tensor over the same memory. */
export function ortTensor(tensor: SharedTensor): Tensor {
  return new Tensor("float32", float32View(tensor) as unknown as Float32Array<ArrayBuffer>, tensor.shape);
}
