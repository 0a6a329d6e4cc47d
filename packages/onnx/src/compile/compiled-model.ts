import { type DropoutState, parseDropoutState } from "../dropout/dropout-state.ts";
import { withoutDropout } from "../dropout/without-dropout.ts";
import { GraphError } from "../errors.ts";
import type { TrainableModel } from "../graph-builder.ts";
import type { MixedPrecision } from "../mixed-precision/autocast.ts";
import type { AdafactorGroup } from "../optimizers/adafactor.ts";
import type { AdamWGroup } from "../optimizers/adamw.ts";
import type { AdamW8bitGroup } from "../optimizers/adamw-8bit.ts";
import type { SgdGroup } from "../optimizers/sgd.ts";
import { float32View, type SharedTensor } from "../optimizers/shared-tensors.ts";
import { prune } from "../prune.ts";
import type { Average, PeerGradients, Peers } from "./average-gradients.ts";
import { type Batch, checkBatch, type InputSpec, inputSpecs, type TensorData } from "./batch.ts";
import { CompiledOptimizer } from "./compiled-optimizer.ts";
import type { OptimizerSettings } from "./new-optimizer.ts";
import { evaluationGraph, type TrainingGraph } from "./training-graphs.ts";
import type { WorkerCalls } from "./worker-calls.ts";

export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** The values, in memory shared with the thread that trains: read them, or write them between steps. */
  readonly data: Float32Array;
  readonly trainable: boolean;
}

type Outputs = Readonly<Record<string, TensorData>>;

/** Whatever its groups are. */
type AnyCompiledOptimizer = Pick<CompiledOptimizer<never>, "stepIn">;

interface Parts {
  readonly network: TrainableModel;
  /** The same, in the precision that it is computed in. */
  readonly computed: TrainableModel;
  readonly mixedPrecision: MixedPrecision;
  readonly calls: WorkerCalls;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly loss: string;
  readonly training: TrainingGraph | undefined;
  readonly dropoutState: DropoutState;
}

/** A model in a thread of its own; `compile` makes it. Calls are done one after the other, in their order. */
export class CompiledModel implements AsyncDisposable {
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** What was compiled. */
  readonly network: TrainableModel;
  readonly mixedPrecision: MixedPrecision;
  readonly #parts: Parts;
  /** What `evaluate` runs. */
  readonly #evaluated: TrainableModel;
  #dropoutState: DropoutState;
  #inputs: ReadonlyMap<string, readonly string[]> | undefined;
  readonly #evaluations = new Map<string, Promise<readonly InputSpec[]>>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.parameters = parts.parameters;
    this.network = parts.network;
    this.mixedPrecision = parts.mixedPrecision;
    this.#evaluated = withoutDropout(parts.computed);
    this.#dropoutState = parts.dropoutState;
  }

  /**
   * The seed of dropout and the number of the next step; every `backward` is one. A model that is given the state of
   * another draws the same masks.
   */
  get dropoutState(): DropoutState {
    return this.#dropoutState;
  }

  /** @throws DropoutError for a seed or step that is no whole number from 0 to 2⁴⁸ − 1 */
  set dropoutState(state: DropoutState) {
    this.#dropoutState = parseDropoutState(state);
  }

  /**
   * Runs the model forward, with dropout, and backward, and adds to the gradients.
   *
   * @param options.scale what gradients are multiplied by, 1 / n for the mean over n batches; 0 makes them 0, also where
   *   the loss is NaN. Default: 1
   * @param options.optimizer takes its step within the backward pass: each parameter is updated as soon as its gradient is
   *   complete, which is then forgotten, so that with gradient checkpointing few gradients are in memory at a time. The
   *   result is that of `step` and `zeroGradients` afterwards, so there is no clipping, and of several passes it is given
   *   to the last. Where the loss is not finite no step is taken, and the gradients stay. Default: none
   * @returns the loss, not scaled, and the outputs that `compile` was told
   * @throws BatchError for a batch that does not fit the graph's inputs
   * @throws OutOfMemoryError before the first batch, where weights, gradients, moments and activations would not fit
   * @throws OptimizerError for an optimizer of another model
   */
  async backward(
    batch: Batch,
    { scale = 1, optimizer }: { scale?: number; optimizer?: AnyCompiledOptimizer | undefined } = {},
  ): Promise<{ loss: number; outputs: Outputs }> {
    const { training, calls, loss } = this.#parts;
    if (!training) throw new GraphError("no parameter is trainable, see the option of compile");
    const given = picked(training.inputs, batch);
    const step = optimizer?.stepIn(calls);
    const state = this.#dropoutState;
    this.#dropoutState = { ...state, step: state.step + 1 };
    const { [loss]: value, ...outputs } = (await calls.call("backward", [
      given,
      scale,
      state,
      step,
    ])) as Outputs;
    return { loss: Number(value?.data[0]), outputs };
  }

  /**
   * Runs the model forward, with the weights as they are and without dropout.
   *
   * @param options.outputs default: all that the inputs in the batch suffice for
   * @throws BatchError for a batch that does not fit the graph's inputs
   */
  async evaluate(
    batch: Batch,
    { outputs = this.#outputsFor(batch) }: { outputs?: readonly string[] } = {},
  ): Promise<Outputs> {
    const key = JSON.stringify(outputs);
    const loading = this.#evaluations.get(key) ?? this.#load(key, outputs);
    this.#evaluations.set(key, loading);
    const given = picked(await loading, batch);
    return (await this.#parts.calls.call("run", [key, given])) as Outputs;
  }

  /**
   * A copy of the gradient summed since `zeroGradients`; of a table, too, as a whole.
   *
   * @returns nothing for a parameter without a gradient
   */
  async gradient(parameter: string): Promise<Float32Array | undefined> {
    const sum = (await this.#parts.calls.call("gradient", [parameter])) as
      | { values: SharedTensor; scale: number }
      | undefined;
    return sum && Float32Array.from(float32View(sum.values), (value) => value * sum.scale);
  }

  /**
   * Makes the gradients the mean of those that all threads have, each in a model compiled from the same graph. All
   * call it after their backward passes and before they clip. The result has the same bits in all threads.
   *
   * @throws GradientError where a thread took no backward pass
   */
  async averageGradients(peers: Peers): Promise<void> {
    const { calls } = this.#parts;
    const own = (await calls.call("peerGradients", [])) as PeerGradients;
    const average: Average = { rank: peers.rank, all: await peers.allGather(own) };
    await calls.call("averageShare", [average]);
    await peers.allGather("averaged");
    await calls.call("takeShares", [average]);
    await peers.allGather("taken");
  }

  /**
   * Scales the gradients down to a global L2 norm, as PyTorch's `clip_grad_norm_`.
   *
   * @returns the norm before
   */
  async clipGradNorm(maxNorm: number): Promise<number> {
    return (await this.#parts.calls.call("clipGradNorm", [maxNorm])) as number;
  }

  /**
   * Divides the gradients by what the loss was scaled with, as PyTorch's `GradScaler.unscale_`.
   *
   * @returns whether all of them are finite; where one is not, leave the step out and scale by less
   */
  async unscaleGradients(lossScale: number): Promise<boolean> {
    return (await this.#parts.calls.call("unscaleGradients", [lossScale])) as boolean;
  }

  /**
   * AdamW over groups of parameters, or over all that are trainable.
   *
   * @throws EngineError for settings out of range
   */
  adamW(
    settings: Omit<AdamWGroup, "parameters"> | readonly AdamWGroup[] = {},
  ): Promise<CompiledOptimizer<AdamWGroup>> {
    return this.#optimizer({ kind: "adamw", groups: this.#groups(settings) });
  }

  /**
   * Stochastic gradient descent over groups of parameters, or over all that are trainable.
   *
   * @throws EngineError for settings out of range
   */
  sgd(
    settings: Omit<SgdGroup, "parameters"> | readonly SgdGroup[] = {},
  ): Promise<CompiledOptimizer<SgdGroup>> {
    return this.#optimizer({ kind: "sgd", groups: this.#groups(settings) });
  }

  /**
   * Adafactor over groups of parameters, or over all that are trainable: moments take rows + columns numbers of a matrix.
   *
   * @throws EngineError for settings out of range or that exclude each other
   */
  adafactor(
    settings: Omit<AdafactorGroup, "parameters"> | readonly AdafactorGroup[] = {},
  ): Promise<CompiledOptimizer<AdafactorGroup>> {
    return this.#optimizer({ kind: "adafactor", groups: this.#groups(settings) });
  }

  /**
   * AdamW over groups of parameters, or over all that are trainable, with moments of 8 bits.
   *
   * @throws EngineError for settings out of range
   */
  adamW8bit(
    settings: Omit<AdamW8bitGroup, "parameters"> | readonly AdamW8bitGroup[] = {},
  ): Promise<CompiledOptimizer<AdamW8bitGroup>> {
    return this.#optimizer({ kind: "adamW8bit", groups: this.#groups(settings) });
  }

  /** Forgets the gradients, as before each step. */
  async zeroGradients(): Promise<void> {
    await this.#parts.calls.call("zeroGradients", []);
  }

  /** Ends the thread. The views of the parameters stay valid. */
  async close(): Promise<void> {
    await this.#parts.calls.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #groups<Group extends object>(settings: Group | readonly (Group & { parameters: string[] })[]) {
    if (Array.isArray(settings)) return settings as (Group & { parameters: string[] })[];
    const trainable = [...this.parameters.values()].filter((parameter) => parameter.trainable);
    return [{ ...(settings as Group), parameters: trainable.map(({ name }) => name) }];
  }

  async #optimizer<Group extends { readonly parameters: readonly string[] }>(
    settings: OptimizerSettings,
  ): Promise<CompiledOptimizer<Group>> {
    const { calls } = this.#parts;
    const made = (await calls.call("createOptimizer", [settings])) as { id: number; groups: Group[] };
    return new CompiledOptimizer(calls, made);
  }

  async #load(key: string, outputs: readonly string[]): Promise<readonly InputSpec[]> {
    const graph = evaluationGraph(this.#evaluated, outputs);
    await this.#parts.calls.call("load", [key, graph]);
    return graph.inputs;
  }

  /** The outputs that need no input but those of the batch; all where there is none, for the error to say why. */
  #outputsFor(batch: Batch): string[] {
    const possible = [...this.#inputsOfOutputs()].filter(([, inputs]) =>
      inputs.every((name) => name in batch),
    );
    return (possible.length > 0 ? possible : [...this.#inputsOfOutputs()]).map(([output]) => output);
  }

  #inputsOfOutputs(): ReadonlyMap<string, readonly string[]> {
    const { model, parameters } = this.#evaluated;
    const given = new Set(parameters.keys());
    const inputs = (name: string) => inputSpecs(prune(model, [name]), given).map((input) => input.name);
    this.#inputs ??= new Map((model.graph?.output ?? []).map(({ name }) => [name, inputs(name)]));
    return this.#inputs;
  }
}

/** The inputs that a graph reads; a batch may hold more, such as labels that only the loss needs. */
function picked(specs: readonly InputSpec[], batch: Batch): Batch {
  checkBatch(specs, batch);
  return Object.fromEntries(
    specs.map(({ name }) => {
      const { type, data, dims } = batch[name] as TensorData;
      return [name, { type, data, dims }];
    }),
  );
}
