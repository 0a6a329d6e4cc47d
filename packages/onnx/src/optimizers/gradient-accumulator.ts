import { elementCount } from "../stored-tensor.ts";
import { GradientError } from "./errors.ts";
import type { ElementRange, KernelJob, KernelPool } from "./kernel-pool.ts";
import { RowSet } from "./row-set.ts";
import { float32View, type SharedTensor, type SharedTensors } from "./shared-tensors.ts";

/** The gradient of a table of which some rows were used: `rows[i]` is for row `ids[i]`; ids may repeat. */
export interface SparseGradient {
  readonly ids: BigInt64Array | Int32Array;
  /** [ids, columns of the table] */
  readonly rows: Float32Array;
}

/** A gradient as a whole, beside its parameter, or in rows. */
export type Gradient = SharedTensor | SparseGradient;

/** The sum of what was added for a parameter. */
export interface AccumulatedGradient {
  readonly values: SharedTensor;
  /** The rows that are not zero; none where all count. */
  readonly rows: RowSet | undefined;
}

interface Entry extends AccumulatedGradient {
  rows: RowSet | undefined;
  /** Whether the values are ours, to be zeroed, and not the caller's. */
  readonly isTable: boolean;
}

/**
 * The gradients of one optimizer step: what one or more backward passes gave, summed by parameter. Rows are summed
 * into a table of zeros beside the parameter, made when the first rows come, so that they are added up in order as
 * PyTorch does, and both kinds can come for one parameter (tied embeddings).
 */
export class GradientAccumulator {
  /** What the stored sums are to be multiplied by to be the gradients; `clear` makes it 1. */
  scale = 1;
  readonly #memory: SharedTensors;
  readonly #pool: KernelPool;
  readonly #parameters: ReadonlyMap<string, SharedTensor>;
  readonly #tables = new Map<string, { values: SharedTensor; rows: RowSet }>();
  readonly #entries = new Map<string, Entry>();

  /** @param options.memory where the parameters are from; a table takes one of their slots */
  constructor(
    parameters: ReadonlyMap<string, SharedTensor>,
    { memory, pool }: { memory: SharedTensors; pool: KernelPool },
  ) {
    this.#parameters = parameters;
    this.#memory = memory;
    this.#pool = pool;
  }

  /**
   * Adds gradients. The first dense one of a parameter is not copied: it becomes the sum, and the caller must leave
   * it alone until `clear`. Names may repeat.
   *
   * @throws GradientError for an unknown parameter, another size, or an id that is no row; nothing is added then
   */
  add(gradients: Iterable<readonly [parameter: string, gradient: Gradient]>): void {
    const all = [...gradients];
    for (const [name, gradient] of all) this.#check(name, gradient);
    // Dense ones first: rows then go into them, and need no table.
    for (const [name, gradient] of all) if (isDense(gradient)) this.#addDense(name, gradient);
    for (const [name, gradient] of all) if (!isDense(gradient)) this.#addRows(name, gradient);
  }

  get(parameter: string): AccumulatedGradient | undefined {
    return this.#entries.get(parameter);
  }

  /** The sums by the names of their parameters. */
  entries(): MapIterator<[parameter: string, sum: AccumulatedGradient]> {
    return this.#entries.entries();
  }

  /**
   * The L2 norm of all gradients as one vector, summed in float64. It is infinite or NaN just where a gradient has
   * an element that is.
   */
  norm(): number {
    const jobs = [...this.#entries.values()].map(
      ({ values: x, rows }): KernelJob => ({
        ...{ kernel: "sumSquares", tensors: { x }, coefficients: {} },
        ranges: elementsOf(x, rows),
      }),
    );
    const total = this.#pool.run(jobs).reduce((sum, squares) => sum + squares, 0);
    return Math.abs(this.scale) * Math.sqrt(total);
  }

  /** Forgets all gradients, and lets go of the callers' tensors. */
  clear(): void {
    this.forget([...this.#entries.keys()]);
    this.scale = 1;
  }

  /** Forgets the gradients of some parameters, which may have none. */
  forget(parameters: readonly string[]): void {
    const entries = parameters.flatMap((name) => this.#entries.get(name) ?? []);
    const tables = entries.filter(({ isTable }) => isTable);
    const jobs = tables.map(
      ({ values: x, rows }): KernelJob => ({
        ...{ kernel: "fill", tensors: { x }, coefficients: { value: 0 } },
        ranges: elementsOf(x, rows),
      }),
    );
    this.#pool.run(jobs);
    for (const name of parameters) {
      this.#tables.get(name)?.rows.clear();
      this.#entries.delete(name);
    }
  }

  #addDense(name: string, gradient: SharedTensor): void {
    const entry = this.#entries.get(name);
    if (!entry) {
      this.#entries.set(name, { values: gradient, rows: undefined, isTable: false });
      return;
    }
    this.#pool.run([{ kernel: "add", tensors: { x: entry.values, y: gradient }, coefficients: {} }]);
    entry.rows = undefined;
  }

  #addRows(name: string, { ids, rows }: SparseGradient): void {
    const { values, rows: used } = this.#entryForRows(name);
    const columns = rows.length / ids.length;
    const sum = float32View(values);
    for (const [i, id] of ids.entries()) {
      used?.add(Number(id));
      const [to, from] = [Number(id) * columns, i * columns];
      for (let j = 0; j < columns; j++) sum[to + j] = (sum[to + j] as number) + (rows[from + j] as number);
    }
  }

  #entryForRows(name: string): Entry {
    const known = this.#entries.get(name);
    if (known) return known;
    const parameter = this.#parameters.get(name) as SharedTensor;
    let table = this.#tables.get(name);
    if (!table) {
      table = { values: this.#memory.beside(parameter), rows: new RowSet(parameter.shape[0] as number) };
      this.#tables.set(name, table);
    }
    const entry = { ...table, isTable: true };
    this.#entries.set(name, entry);
    return entry;
  }

  #check(name: string, gradient: Gradient): void {
    const parameter = this.#parameters.get(name);
    if (!parameter) throw new GradientError(name, "expected the name of a parameter");
    const { shape } = parameter;
    if (isDense(gradient)) {
      if (String(gradient.shape) !== String(shape))
        throw new GradientError(name, `expected shape [${shape}]: [${gradient.shape}]`);
      if (gradient.memory !== parameter.memory)
        throw new GradientError(name, "expected a tensor made beside the parameter: one of another memory");
      if (gradient.offset === this.#entries.get(name)?.values.offset)
        throw new GradientError(name, "expected another tensor than the sum, which it already is");
      return;
    }
    const { ids, rows } = gradient;
    const [height = 0] = shape;
    const columns = elementCount(shape.slice(1));
    if (shape.length === 0 || rows.length !== ids.length * columns)
      throw new GradientError(
        name,
        `expected ${ids.length} rows of a table [${shape}]: ${rows.length} elements`,
      );
    for (const id of ids)
      if (id < 0 || id >= height) throw new GradientError(name, `expected ids of ${height} rows: ${id}`);
  }
}

const isDense = (gradient: Gradient): gradient is SharedTensor => "memory" in gradient;

/** The elements of a gradient, in the memory it is in. */
export function valuesOf(gradient: Gradient): Float32Array {
  return isDense(gradient) ? float32View(gradient) : gradient.rows;
}

/** The elements of the rows, or of all; with `false` those of the other rows. */
export function elementsOf(
  { shape }: SharedTensor,
  rows: RowSet | undefined,
  inSet = true,
): readonly ElementRange[] {
  if (!rows) return [[0, elementCount(shape)]];
  const columns = elementCount(shape.slice(1));
  return [...rows.runs(inSet)].map(([first, end]) => [first * columns, end * columns]);
}
