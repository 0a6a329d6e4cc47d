import { createHash } from "node:crypto";
import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { upstreamName } from "../checkpointing/segments.ts";
import type { Device } from "../devices/device.ts";
import { deviceSessionOptions } from "../devices/device-session-options.ts";
import { DropoutMasks } from "../dropout/dropout-masks.ts";
import type { DropoutState } from "../dropout/dropout-state.ts";
import { GraphError } from "../errors.ts";
import { estimateTrainingMemory, requireMemory } from "../estimate-memory.ts";
import { gradientName } from "../gradients/differentiate.ts";
import { clipGradNorm } from "../optimizers/clip-grad-norm.ts";
import { GradientAccumulator, valuesOf } from "../optimizers/gradient-accumulator.ts";
import { KernelPool } from "../optimizers/kernel-pool.ts";
import type { ParameterGroup } from "../optimizers/optimizer.ts";
import { float32View, type SharedTensor, SharedTensors } from "../optimizers/shared-tensors.ts";
import { type Dtype, storedTensor } from "../stored-tensor.ts";
import {
  type Average,
  averageShare,
  type PeerGradients,
  peerGradients,
  takeShares,
} from "./average-gradients.ts";
import { type Batch, checkBatch, type InputSpec, type TensorData } from "./batch.ts";
import { GradientTargets, ortTensor, partOf } from "./gradient-targets.ts";
import { type AnyOptimizer, newOptimizer, type OptimizerSettings } from "./new-optimizer.ts";
import { type GradientGraph, type Graph, scaleInput, type TrainingGraph } from "./training-graphs.ts";

export interface EngineOptions {
  readonly parameters: ReadonlyMap<string, readonly number[]>;
  /** The parameters that get gradients and optimizer states. */
  readonly trainable: readonly string[];
  readonly device: Device;
  readonly threads: number;
}

/** A step of an optimizer that `createOptimizer` made. */
export interface OptimizerStep {
  readonly id: number;
  /** Settings of each group for this step and those after it. */
  readonly groups: readonly object[];
}

/** A tensor as threads send it to each other. */
export interface TensorBytes {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

interface Loaded<G extends Graph> {
  readonly graph: G;
  readonly session: InferenceSession;
}

interface Training {
  readonly graph: TrainingGraph;
  readonly checkpoints: Loaded<Graph> | undefined;
  readonly backward: readonly Loaded<GradientGraph>[];
  readonly masks: DropoutMasks;
}

/** A parameter, its gradient, that of rows, that of a further batch, and the moments, of which Adafactor may have three. */
const slotsOfTrained = 7;

/**
 * Weights, gradients and sessions of one model, in the thread that computes. All sessions read the same weights
 * in place. Sizes are found at run time, so a batch of a new shape compiles nothing.
 */
export class Engine {
  readonly memory = new SharedTensors();
  readonly parameters: ReadonlyMap<string, SharedTensor>;
  readonly pool: KernelPool;
  readonly gradients: GradientAccumulator;
  readonly #sessionOptions: InferenceSession.SessionOptions;
  readonly #weights: Map<string, Tensor>;
  readonly #loaded = new Map<string, Loaded<Graph>>();
  readonly #targets: GradientTargets;
  #training: Training | undefined;
  #isMemoryChecked = false;
  readonly #optimizers: AnyOptimizer[] = [];

  constructor({ parameters, trainable, device, threads }: EngineOptions) {
    const slots = (name: string) => (trainable.includes(name) ? slotsOfTrained : 1);
    this.parameters = new Map(
      [...parameters].map(([name, shape]) => [name, this.memory.allocate(shape, { slots: slots(name) })]),
    );
    this.#weights = new Map([...this.parameters].map(([name, tensor]) => [name, ortTensor(tensor)]));
    this.pool = new KernelPool({ threads });
    this.gradients = new GradientAccumulator(this.parameters, this);
    const trained = [...this.parameters].filter(([name]) => trainable.includes(name));
    this.#targets = new GradientTargets(new Map(trained), this);
    this.#sessionOptions = sessionOptions(device, threads);
  }

  /** Prepares a graph for `run`. */
  async load(key: string, graph: Graph): Promise<void> {
    this.#loaded.set(key, await this.#open(graph));
  }

  /** Runs a loaded graph. */
  async run(key: string, batch: Batch): Promise<Record<string, TensorData>> {
    const loaded = this.#loaded.get(key);
    if (!loaded) throw new GraphError(`unknown graph, load it first: ${key}`);
    const { graph } = loaded;
    return tensorData(await this.#run(loaded, batchTensors(graph.inputs, batch)), graph.outputs);
  }

  /** Prepares the graphs for `backward`. Equal ones, of equal blocks, share a session. */
  async train(graph: TrainingGraph): Promise<void> {
    const options = graph.checkpoints ? withoutArena : {};
    const opened = new Map<string, InferenceSession>();
    const open = async <G extends Graph>(part: G): Promise<Loaded<G>> => {
      const key = createHash("sha256").update(part.bytes).digest("hex");
      const session = opened.get(key) ?? (await this.#open(part, options)).session;
      opened.set(key, session);
      return { graph: part, session };
    };
    const backward = [];
    for (const part of graph.backward) backward.push(await open(part));
    const checkpoints = graph.checkpoints && (await open(graph.checkpoints));
    for (const [name, part] of graph.parts)
      this.#weights.set(name, ortTensor(partOf(this.parameters.get(part.weight) as SharedTensor, part)));
    this.#targets.parts = graph.parts;
    this.#training = { graph, checkpoints, backward, masks: new DropoutMasks(graph.dropout, this.pool) };
  }

  /**
   * Runs the model forward and backward, and adds to the gradients.
   *
   * @param scale of the gradients, which are 0 for 0; the loss is given as it is
   * @param state what the masks of dropout are drawn from
   * @param step is taken for each parameter once its gradient is complete, unless the loss is not finite
   */
  async backward(
    batch: Batch,
    scale: number,
    state: DropoutState,
    step?: OptimizerStep,
  ): Promise<Record<string, TensorData>> {
    if (!this.#training) throw new GraphError("no graph to train, call train first");
    const { graph, checkpoints, backward, masks } = this.#training;
    const sizes = checkBatch(graph.inputs, batch);
    await this.#requireMemory(graph, sizes);
    const values = batchTensors(graph.inputs, batch);
    values.set(scaleInput, new Tensor("float32", [scale], []));
    for (const [name, mask] of masks.draw(sizes, state)) values.set(name, ortTensor(mask));
    if (checkpoints) {
      const results = await this.#run(checkpoints, values);
      for (const [name, tensor] of Object.entries(results)) values.set(name, tensor as Tensor);
    }
    const kept = new Set([...graph.outputs, ...graph.updates.values()]);
    for (const [i, part] of backward.entries()) {
      const results = await this.#runBackward(part, values, scale);
      const later = backward.slice(i + 1).map((other) => other.graph);
      const readLater = new Set(later.flatMap(({ received }) => received));
      const read = part.graph.received.filter((name) => !readLater.has(name) && !kept.has(name));
      for (const name of [...read, ...part.graph.upstream.map(upstreamName)]) discard(values.get(name));
      for (const name of part.graph.outputs) values.set(name, results[name] as Tensor);
      for (const name of part.graph.passed)
        values.set(upstreamName(name), results[gradientName(name)] as Tensor);
      if (step && Number.isFinite(Number(values.get(graph.loss)?.data[0])))
        this.#updateCompleted(part.graph, later, step);
    }
    // A batch of which nothing counts has no statistics either.
    if (scale !== 0) this.#update(graph.updates, values);
    return tensorData(Object.fromEntries(values), graph.outputs);
  }

  async #runBackward(
    loaded: Loaded<GradientGraph>,
    values: ReadonlyMap<string, Tensor>,
    scale: number,
  ): Promise<InferenceSession.ReturnType> {
    const { graph } = loaded;
    const given = new Set([...graph.outputs, ...graph.passed.map(gradientName)]);
    const fetches = this.#targets.fetches(graph);
    const results = await this.#run(loaded, values, {
      ...Object.fromEntries([...given].map((name) => [name, null])),
      ...fetches,
    });
    const gradients = this.#targets.gradients(graph, results);
    // The gradient of a mean over nothing is NaN, and so is 0 times it.
    if (scale === 0) for (const [, gradient] of gradients) valuesOf(gradient).fill(0);
    this.gradients.add(gradients);
    for (const name of Object.keys(fetches)) discard(results[name] as Tensor);
    return results;
  }

  /** Takes the step of the parameters that no later part has a gradient of, whose gradients then go. */
  #updateCompleted(part: GradientGraph, later: readonly GradientGraph[], step: OptimizerStep): void {
    const completed = this.#trainedBy([part]).difference(this.#trainedBy(later));
    this.stepOptimizer(step, completed);
    this.gradients.forget([...completed]);
    this.#targets.release([...completed]);
  }

  /** The gradient summed so far, if the parameter has one: its values are to be multiplied by the scale. */
  gradient(parameter: string): { values: SharedTensor; scale: number } | undefined {
    const sum = this.gradients.get(parameter);
    return sum && { values: sum.values, scale: this.gradients.scale };
  }

  /** The sums as they are, for other threads to read. */
  peerGradients(): PeerGradients {
    return peerGradients(this.gradients);
  }

  /** This thread's share of the mean over all threads. */
  averageShare(average: Average): void {
    averageShare(this.gradients, this.pool, average);
  }

  /** The other threads' shares of the mean. */
  takeShares(average: Average): void {
    takeShares(this.gradients, average);
  }

  /** @returns the norm before clipping */
  clipGradNorm(maxNorm: number): number {
    return clipGradNorm(this.gradients, maxNorm);
  }

  /** @returns whether all gradients are finite */
  unscaleGradients(lossScale: number): boolean {
    this.gradients.scale /= lossScale;
    return Number.isFinite(this.gradients.norm());
  }

  /** Makes an optimizer; `stepOptimizer` and the others know it by the number returned. */
  createOptimizer(settings: OptimizerSettings): { id: number; groups: readonly ParameterGroup[] } {
    const optimizer = newOptimizer(settings, this);
    const id = this.#optimizers.push({ kind: settings.kind, optimizer }) - 1;
    return { id, groups: optimizer.groups };
  }

  /** @param only the parameters to update. Default: all that have a gradient */
  stepOptimizer({ id, groups }: OptimizerStep, only?: ReadonlySet<string>): void {
    const optimizer = this.#optimizer(id);
    for (const [i, settings] of groups.entries()) Object.assign(optimizer.groups[i] ?? {}, settings);
    optimizer.step(this.gradients, only && { only });
  }

  /** The state, with bytes in shared memory where they are large. */
  async optimizerState(id: number): Promise<TensorBytes[]> {
    const tensors = [...this.#optimizer(id).stateDict()];
    return Promise.all(
      tensors.map(async ([name, tensor]) => {
        const { dtype, shape } = tensor;
        return { name, dtype, shape, bytes: await tensor.read() };
      }),
    );
  }

  async loadOptimizerState(id: number, tensors: readonly TensorBytes[]): Promise<void> {
    const stored = tensors.map(
      ({ name, dtype, shape, bytes }) => [name, storedTensor(dtype, shape, bytes)] as const,
    );
    await this.#optimizer(id).loadStateDict(new Map(stored));
  }

  releaseOptimizer(id: number): void {
    this.#optimizer(id).release();
  }

  /** Forgets the gradients. */
  zeroGradients(): void {
    this.gradients.clear();
  }

  async close(): Promise<void> {
    this.pool.close();
    for (const { session } of this.#loaded.values()) await session.release();
    const { checkpoints, backward = [] } = this.#training ?? {};
    const training = checkpoints ? [checkpoints, ...backward] : backward;
    for (const session of new Set(training.map((loaded) => loaded.session))) await session.release();
  }

  /**
   * Before the first batch, since what is computed next takes the memory. Exports that compute shapes may have sizes which
   * inference does not find: they are trained without.
   */
  async #requireMemory(graph: TrainingGraph, sizes: ReadonlyMap<string, number>): Promise<void> {
    if (this.#isMemoryChecked) return;
    this.#isMemoryChecked = true;
    const parameters = new Map([...this.parameters].map(([name, { shape }]) => [name, shape]));
    const dropout = new Map(graph.dropout.map(({ name, probability }) => [name, probability]));
    const memory = await estimateTrainingMemory(
      { model: fromBinary(ModelProtoSchema, graph.forward), parameters, dropout },
      {
        batchShape: Object.fromEntries(sizes),
        optimizer: this.#optimizers.findLast(({ kind }) => kind !== "sgd")?.kind ?? "sgd",
        trainable: this.#trainedBy(graph.backward),
        loss: graph.loss,
        gradientCheckpointing: graph.checkpoints !== undefined,
      },
    ).catch((error) => {
      if (!(error instanceof GraphError)) throw error;
      return undefined;
    });
    // The weights are in memory already.
    if (memory) requireMemory(memory, process.availableMemory() + memory.weights);
  }

  /** The parameters that graphs give gradients of. */
  #trainedBy(graphs: readonly GradientGraph[]): Set<string> {
    return new Set(
      graphs.flatMap(({ dense, sparse }) => [...dense.map((name) => this.#targets.ownerOf(name)), ...sparse]),
    );
  }

  /** Buffers take the values that a backward pass gave them. */
  #update(updates: TrainingGraph["updates"], values: ReadonlyMap<string, Tensor>): void {
    for (const [buffer, output] of updates) {
      const next = values.get(output)?.data as Float32Array;
      float32View(this.parameters.get(buffer) as SharedTensor).set(next);
    }
  }

  #optimizer(id: number): AnyOptimizer["optimizer"] {
    const { optimizer } = this.#optimizers[id] ?? {};
    if (!optimizer) throw new GraphError(`unknown optimizer: ${id}`);
    return optimizer;
  }

  async #open<G extends Graph>(graph: G, options = {}): Promise<Loaded<G>> {
    const session = await InferenceSession.create(graph.bytes, { ...this.#sessionOptions, ...options });
    return { graph, session };
  }

  /** @param fetches default: all outputs */
  async #run(
    { graph: { fed, outputs, names }, session }: Loaded<Graph>,
    values: ReadonlyMap<string, Tensor>,
    fetches: Readonly<Record<string, Tensor | null>> = Object.fromEntries(
      outputs.map((name) => [name, null]),
    ),
  ): Promise<InferenceSession.ReturnType> {
    const written = (name: string) => names.get(name) ?? name;
    const feeds = fed.map((name) => [written(name), (this.#weights.get(name) ?? values.get(name)) as Tensor]);
    const wanted = Object.entries(fetches).map(([name, fetch]) => [written(name), fetch]);
    const results = await session.run(Object.fromEntries(feeds), Object.fromEntries(wanted));
    return Object.fromEntries(Object.keys(fetches).map((name) => [name, results[written(name)] as Tensor]));
  }
}

function batchTensors(inputs: readonly InputSpec[], batch: Batch): Map<string, Tensor> {
  return new Map(
    inputs.map(({ name }) => {
      const { type, data, dims } = batch[name] as TensorData;
      return [name, new Tensor(type as "float32", data as Float32Array, dims)];
    }),
  );
}

/** Frees the memory of a result now: the garbage collector would let several segments' results pile up. */
function discard(tensor: Tensor | undefined): void {
  (tensor?.data as Float32Array<ArrayBuffer> | undefined)?.buffer.transfer(0);
}

/** An arena keeps the most that a session ever took, and segments have one each. */
const withoutArena: InferenceSession.SessionOptions = { enableCpuMemArena: false };

/**
 * Without a memory pattern: it would be one block more for each batch shape, beside the arena. Without spinning
 * between runs, so that the optimizer has both cores.
 */
function sessionOptions(device: Device, threads: number): InferenceSession.SessionOptions {
  const { extra, ...options } = deviceSessionOptions(device, { fallback: true });
  return {
    ...options,
    intraOpNumThreads: threads,
    enableMemPattern: false,
    logSeverityLevel: 3,
    extra: { ...extra, session: { force_spinning_stop: "1" } },
  };
}

function tensorData(
  results: InferenceSession.ReturnType,
  names: readonly string[],
): Record<string, TensorData> {
  return Object.fromEntries(
    names.map((name) => {
      const { type, data, dims } = results[name] as Tensor;
      return [name, { type, data: data as TensorData["data"], dims }];
    }),
  );
}
