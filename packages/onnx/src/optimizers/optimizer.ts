import { readFloat32Into } from "../read-float32-into.ts";
import { elementCount, type StoredTensor, storedTensor } from "../stored-tensor.ts";
import { OptimizerError } from "./errors.ts";
import { type AccumulatedGradient, elementsOf, type GradientAccumulator } from "./gradient-accumulator.ts";
import type { KernelJob, KernelPool } from "./kernel-pool.ts";
import { RowSet } from "./row-set.ts";
import { float32View, type SharedTensor, type SharedTensors } from "./shared-tensors.ts";

/** What all groups of parameters have. */
export interface ParameterGroup {
  /** The names of the parameters; a parameter is in one group at most. */
  readonly parameters: readonly string[];
  learningRate: number;
}

/** What an optimizer keeps of a parameter once it has had a gradient. */
interface ParameterState {
  /** How many steps it has taken. */
  step: number;
  readonly moments: readonly SharedTensor[];
  /** The rows whose moments are not zero; none where all may be. */
  touched: RowSet | undefined;
}

/** What one step does to a parameter. */
export interface Update {
  /** For elements that have a gradient or moments. */
  readonly job: KernelJob;
  /** For elements where both are zero, if they change: something cheaper with the same result, or the same. */
  readonly idle?: KernelJob;
}

export interface OptimizerOptions<Group> {
  /** All parameters by name. */
  readonly parameters: ReadonlyMap<string, SharedTensor>;
  /** Where they are from; a moment takes one of the slots beside its parameter, when its first gradient comes. */
  readonly memory: SharedTensors;
  readonly pool: KernelPool;
  readonly groups: readonly Group[];
}

/** What AdamW and Sgd share: groups, the state of each parameter, and which rows of a table a step must visit. */
export abstract class Optimizer<Group extends ParameterGroup> {
  /** The learning rates may be changed between steps. */
  readonly groups: readonly Group[];
  readonly #parameters: ReadonlyMap<string, SharedTensor>;
  readonly #memory: SharedTensors;
  readonly #pool: KernelPool;
  readonly #states = new Map<string, ParameterState>();

  /** @throws OptimizerError for an unknown parameter, or one in two groups */
  constructor({ parameters, memory, pool, groups }: OptimizerOptions<Group>) {
    const seen = new Set<string>();
    for (const name of groups.flatMap((group) => group.parameters)) {
      if (!parameters.has(name)) throw new OptimizerError(`unknown parameter: ${name}`);
      if (seen.has(name)) throw new OptimizerError(`parameter in two groups, leave it in one: ${name}`);
      seen.add(name);
    }
    this.groups = groups;
    this.#parameters = parameters;
    this.#memory = memory;
    this.#pool = pool;
  }

  /** PyTorch's names of the tensors it keeps for a parameter. */
  protected abstract momentNames(group: Group): readonly string[];

  protected abstract update(
    group: Group,
    parameter: SharedTensor,
    gradient: { values: SharedTensor; scale: number },
    state: { step: number; moments: readonly SharedTensor[] },
  ): Update;

  /**
   * Updates all parameters that have a gradient, in one call of the pool. Gradients are left as they are: `clear`
   * them.
   *
   * @param options.learningRate for this step and all groups, in place of their own
   */
  step(gradients: GradientAccumulator, { learningRate }: { learningRate?: number } = {}): void {
    const jobs = this.groups.flatMap((settings) => {
      const group = learningRate === undefined ? settings : { ...settings, learningRate };
      return group.parameters.flatMap((name) => {
        const gradient = gradients.get(name);
        return gradient ? this.#jobs(name, group, gradient, gradients.scale) : [];
      });
    });
    this.#pool.run(jobs);
  }

  /**
   * The state as tensors named as PyTorch names it: `<parameter>.step` and `<parameter>.exp_avg` and so on, for
   * parameters that have had a gradient. `writeSafetensors` writes it; bytes are read when they are asked for, so
   * write before the next step.
   */
  stateDict(): Map<string, StoredTensor> {
    const tensors = new Map<string, StoredTensor>();
    for (const group of this.groups)
      for (const name of group.parameters) {
        const state = this.#states.get(name);
        if (!state) continue;
        tensors.set(`${name}.step`, storedTensor("F32", [], Float32Array.of(state.step)));
        for (const [i, moment] of this.momentNames(group).entries()) {
          const tensor = state.moments[i] as SharedTensor;
          tensors.set(`${name}.${moment}`, storedTensor("F32", tensor.shape, float32View(tensor)));
        }
      }
    return tensors;
  }

  /**
   * Continues from what `stateDict` gave, of an optimizer with the same parameters; groups may differ.
   *
   * @throws OptimizerError for tensors that are missing, of another shape or of no parameter; nothing is read then
   */
  async loadStateDict(tensors: ReadonlyMap<string, StoredTensor>): Promise<void> {
    const names = this.groups.flatMap((group) =>
      group.parameters.map((name) => ({
        name,
        moments: this.momentNames(group).map((moment) => `${name}.${moment}`),
      })),
    );
    const loaded = names.filter(({ name }) => tensors.has(`${name}.step`));
    this.#checkState(tensors, loaded);
    for (const state of this.#states.values()) reset(state);
    for (const { name, moments } of loaded) {
      const state = this.#state(name, moments.length);
      const step = new Float32Array(1);
      await readFloat32Into(tensors.get(`${name}.step`) as StoredTensor, step);
      for (const [i, moment] of moments.entries())
        await readFloat32Into(
          tensors.get(moment) as StoredTensor,
          float32View(state.moments[i] as SharedTensor),
        );
      state.step = step[0] as number;
      state.touched = rowsWithValues(state.moments);
    }
  }

  /** Gives the memory of the moments back, for another optimizer. */
  release(): void {
    for (const [name, { moments }] of this.#states)
      for (const moment of moments) this.#memory.release(this.#parameters.get(name) as SharedTensor, moment);
    this.#states.clear();
  }

  #jobs(name: string, group: Group, { values, rows }: AccumulatedGradient, scale: number): KernelJob[] {
    const parameter = this.#parameters.get(name) as SharedTensor;
    const state = this.#state(name, this.momentNames(group).length);
    state.step++;
    const { job, idle } = this.update(group, parameter, { values, scale }, state);
    const visited = rowsToVisit(state, rows);
    // A pass over everything has the same result, and few large ranges are faster than many small ones.
    if (!visited || idle === job || visited.size > visited.rows / 2) return [job];
    const active = { ...job, ranges: elementsOf(parameter, visited) };
    return idle ? [active, { ...idle, ranges: elementsOf(parameter, visited, false) }] : [active];
  }

  #state(name: string, moments: number): ParameterState {
    const known = this.#states.get(name);
    if (known) return known;
    const parameter = this.#parameters.get(name) as SharedTensor;
    const state: ParameterState = {
      step: 0,
      moments: Array.from({ length: moments }, () => this.#memory.beside(parameter)),
      touched: undefined,
    };
    this.#states.set(name, state);
    return state;
  }

  #checkState(
    tensors: ReadonlyMap<string, StoredTensor>,
    loaded: readonly { name: string; moments: readonly string[] }[],
  ): void {
    const expected = new Map<string, readonly number[]>();
    for (const { name, moments } of loaded) {
      expected.set(`${name}.step`, []);
      for (const moment of moments) expected.set(moment, (this.#parameters.get(name) as SharedTensor).shape);
    }
    for (const [name, shape] of expected) {
      const given = tensors.get(name);
      if (!given) throw new OptimizerError(`missing tensor of the state: ${name}`);
      if (given.dtype !== "F32" || String(given.shape) !== String(shape))
        throw new OptimizerError(
          `mismatched tensor of the state, expected F32 [${shape}]: ${name} ${given.dtype} [${given.shape}]`,
        );
    }
    for (const name of tensors.keys())
      if (!expected.has(name)) throw new OptimizerError(`tensor of the state of no parameter: ${name}`);
  }
}

/** The rows where the gradient or a moment is not zero; none where all may be. */
function rowsToVisit(state: ParameterState, gradientRows: RowSet | undefined): RowSet | undefined {
  if (state.moments.length === 0) return gradientRows;
  if (!gradientRows) state.touched = undefined;
  else if (state.step === 1) state.touched = new RowSet(gradientRows.rows);
  if (gradientRows) state.touched?.addAll(gradientRows);
  return state.touched;
}

/** Back to before the first step. */
function reset(state: ParameterState): void {
  state.step = 0;
  for (const moment of state.moments) float32View(moment).fill(0);
}

/** The rows of a table that had gradients: those of others are still zero. */
function rowsWithValues(moments: readonly SharedTensor[]): RowSet | undefined {
  const shape = moments[0]?.shape ?? [];
  if (shape.length < 2) return undefined;
  const rows = new RowSet(shape[0] as number);
  const columns = elementCount(shape.slice(1));
  for (const values of moments.map(float32View))
    for (let row = 0; row < rows.rows; row++)
      if (values.subarray(row * columns, (row + 1) * columns).some((value) => value !== 0)) rows.add(row);
  return rows;
}
