import { readFloat32Into } from "../read-float32-into.ts";
import { elementCount, type StoredTensor, storedTensor } from "../stored-tensor.ts";
import { OptimizerError } from "./errors.ts";
import type { AccumulatedGradient, GradientAccumulator } from "./gradient-accumulator.ts";
import type { KernelPool } from "./kernel-pool.ts";
import type { RowSet } from "./row-set.ts";
import { float32View, type SharedTensor, type SharedTensors } from "./shared-tensors.ts";

/** What all groups of parameters have. */
export interface ParameterGroup {
  /** The names of the parameters; a parameter is in one group at most. */
  readonly parameters: readonly string[];
  learningRate?: number | undefined;
}

/** What an optimizer keeps of a parameter once it has had a gradient. */
export interface ParameterState {
  /** How many steps it has taken. */
  step: number;
  /** The places that it took beside the parameter. */
  readonly slots: readonly SharedTensor[];
  /** The rows whose moments are not zero; none where all may be. */
  touched: RowSet | undefined;
}

/** A tensor that an optimizer keeps of a parameter. */
export interface StateTensor {
  /** As PyTorch, or whoever has the optimizer, names it. */
  readonly name: string;
  readonly dtype: "F32" | "U8";
  readonly shape: readonly number[];
  /** Which of the places beside the parameter it is in, and where in it, in bytes; several may share one. */
  readonly slot: number;
  readonly offset: number;
}

/** What a step does to one parameter. */
export interface Work<Group> {
  readonly group: Group;
  readonly parameter: SharedTensor;
  readonly gradient: AccumulatedGradient;
  /** What the gradient is multiplied by. */
  readonly scale: number;
  readonly state: ParameterState;
}

export interface OptimizerOptions<Group> {
  /** All parameters by name. */
  readonly parameters: ReadonlyMap<string, SharedTensor>;
  /** Where they are from; a moment takes one of the slots beside its parameter, when its first gradient comes. */
  readonly memory: SharedTensors;
  readonly pool: KernelPool;
  readonly groups: readonly Group[];
}

/** What all optimizers share: groups and the state of each parameter. */
export abstract class Optimizer<Group extends ParameterGroup> {
  /** The learning rates may be changed between steps. */
  readonly groups: readonly Group[];
  protected readonly pool: KernelPool;
  readonly #parameters: ReadonlyMap<string, SharedTensor>;
  protected readonly memory: SharedTensors;
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
    this.memory = memory;
    this.pool = pool;
  }

  /** What it keeps of a parameter. */
  protected abstract stateTensors(group: Group, parameter: SharedTensor): readonly StateTensor[];

  /** Updates parameters; their states count this step already. */
  protected abstract take(work: readonly Work<Group>[]): void;

  /** What is known of a parameter whose state was read from a file. */
  protected loaded(_state: ParameterState): void {}

  /**
   * Updates all parameters that have a gradient. Gradients are left as they are: `clear` them.
   *
   * @param options.learningRate for this step and all groups, in place of their own
   * @param options.only the parameters to update, so that a step may be taken in parts. Default: all
   */
  step(
    gradients: GradientAccumulator,
    { learningRate, only }: { learningRate?: number; only?: ReadonlySet<string> } = {},
  ): void {
    const work = this.groups.flatMap((settings) => {
      const group = learningRate === undefined ? settings : { ...settings, learningRate };
      return group.parameters.flatMap((name) => {
        const gradient = gradients.get(name);
        if (!gradient || (only && !only.has(name))) return [];
        const parameter = this.#parameters.get(name) as SharedTensor;
        const state = this.#state(name, group);
        state.step++;
        return [{ group, parameter, gradient, scale: gradients.scale, state }];
      });
    });
    this.take(work);
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
        for (const tensor of this.#stateTensors(name, group))
          tensors.set(
            `${name}.${tensor.name}`,
            storedTensor(tensor.dtype, tensor.shape, bytesOf(state, tensor)),
          );
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
      group.parameters.map((name) => ({ name, group, kept: this.#stateTensors(name, group) })),
    );
    const loaded = names.filter(({ name }) => tensors.has(`${name}.step`));
    checkState(tensors, loaded);
    for (const state of this.#states.values()) reset(state);
    for (const { name, group, kept } of loaded) {
      const state = this.#state(name, group);
      const step = new Float32Array(1);
      await readFloat32Into(tensors.get(`${name}.step`) as StoredTensor, step);
      for (const tensor of kept)
        await tensors.get(`${name}.${tensor.name}`)?.readInto(bytesOf(state, tensor));
      state.step = step[0] as number;
      this.loaded(state);
    }
  }

  /** Gives the memory of the moments back, for another optimizer. */
  release(): void {
    for (const [name, { slots }] of this.#states)
      for (const slot of slots) this.memory.release(this.#parameters.get(name) as SharedTensor, slot);
    this.#states.clear();
  }

  #stateTensors(name: string, group: Group): readonly StateTensor[] {
    return this.stateTensors(group, this.#parameters.get(name) as SharedTensor);
  }

  #state(name: string, group: Group): ParameterState {
    const known = this.#states.get(name);
    if (known) return known;
    const parameter = this.#parameters.get(name) as SharedTensor;
    const count = Math.max(0, ...this.#stateTensors(name, group).map(({ slot }) => slot + 1));
    const slots = Array.from({ length: count }, () => this.memory.beside(parameter));
    const state: ParameterState = { step: 0, slots, touched: undefined };
    this.#states.set(name, state);
    return state;
  }
}

/** A state tensor of that shape in a place of its own. */
export function moment(name: string, slot: number, { shape }: Pick<SharedTensor, "shape">): StateTensor {
  return { name, dtype: "F32", shape, slot, offset: 0 };
}

function bytesOf({ slots }: ParameterState, { dtype, shape, slot, offset }: StateTensor): Uint8Array {
  const place = slots[slot] as SharedTensor;
  const bytes = elementCount(shape) * (dtype === "F32" ? 4 : 1);
  return new Uint8Array(place.memory.buffer, place.offset + offset, bytes);
}

function checkState(
  tensors: ReadonlyMap<string, StoredTensor>,
  loaded: readonly { name: string; kept: readonly StateTensor[] }[],
): void {
  const expected = new Map<string, Pick<StateTensor, "dtype" | "shape">>();
  for (const { name, kept } of loaded) {
    expected.set(`${name}.step`, { dtype: "F32", shape: [] });
    for (const tensor of kept) expected.set(`${name}.${tensor.name}`, tensor);
  }
  for (const [name, { dtype, shape }] of expected) {
    const given = tensors.get(name);
    if (!given) throw new OptimizerError(`missing tensor of the state: ${name}`);
    if (given.dtype !== dtype || String(given.shape) !== String(shape))
      throw new OptimizerError(
        `mismatched tensor of the state, expected ${dtype} [${shape}]: ${name} ${given.dtype} [${given.shape}]`,
      );
  }
  for (const name of tensors.keys())
    if (!expected.has(name)) throw new OptimizerError(`tensor of the state of no parameter: ${name}`);
}

/** Back to before the first step. */
function reset(state: ParameterState): void {
  state.step = 0;
  state.touched = undefined;
  for (const slot of state.slots) float32View(slot).fill(0);
}
