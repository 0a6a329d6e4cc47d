import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { chosenDevice, type Device } from "../devices/device.ts";
import { parseDropoutState } from "../dropout/dropout-state.ts";
import { MissingWeightError, WeightMismatchError } from "../errors.ts";
import type { TrainableModel } from "../graph-builder.ts";
import { autocast, type MixedPrecision } from "../mixed-precision/autocast.ts";
import { float32View, type SharedTensor } from "../optimizers/shared-tensors.ts";
import { readFloat32Into } from "../read-float32-into.ts";
import { elementCount, type StoredTensor } from "../stored-tensor.ts";
import { CompiledModel, type Parameter } from "./compiled-model.ts";
import type { EngineOptions } from "./engine.ts";
import { trainingGraph } from "./training-graphs.ts";
import { WorkerCalls } from "./worker-calls.ts";

export interface CompileOptions {
  /** Weights are its inputs; whatever else it holds stays as it is. */
  readonly graph: TrainableModel;
  /**
   * A weight for each parameter: values, or a tensor of a file, which is read straight into shared memory.
   * Default: zeros, for the caller to write into `parameters`.
   */
  readonly weights?: ReadonlyMap<string, Float32Array | StoredTensor>;
  /** The output to minimise, of one element. Default: "loss". */
  readonly loss?: string;
  /**
   * Which parameters are trained; the others cost no gradients and no memory but their own. Default: all. The buffers of
   * the graph never are; those of running statistics change with each backward pass.
   */
  readonly trainable?: (name: string) => boolean;
  /** What `backward` gives besides the loss; each costs a copy. Default: nothing. */
  readonly outputs?: readonly string[];
  /** Default: the one chosen by COURSE_DEVICE, else the CPU. What it cannot compute, the CPU does. */
  readonly device?: Device;
  /** Threads that compute at a time. Default: one for each core. */
  readonly threads?: number;
  /**
   * Keeps only the values between blocks in the forward pass, and computes the activations of each block again when the
   * backward pass comes to it: less memory, for the time of another forward pass. Default: false.
   */
  readonly gradientCheckpointing?: boolean;
  /**
   * In what products are computed: "fp16" and "bf16" round what goes into matrix products and convolutions, and what
   * comes out, to 16 bits, forward and backward; weights, sums and everything else stay float32. With fp16 the loss has
   * to be scaled, or small gradients become 0: see `backward` and `unscaleGradients`. Default: "no".
   */
  readonly mixedPrecision?: MixedPrecision;
  /** Of the masks of dropout: a whole number below 2⁴⁸. Default: 42. */
  readonly seed?: number;
}

/**
 * A model ready to train and to evaluate. It runs in a thread of its own, over weights in shared memory, so the
 * calling thread stays live and sees the weights as they are.
 *
 * Close it, or declare it with `await using`.
 *
 * @throws MissingWeightError, WeightMismatchError for weights that do not fit
 * @throws GraphError, MissingGradientRuleError, NotDifferentiableError, UnknownShapeError as `differentiate` does
 * @throws DropoutError for a seed that is none
 * @throws EngineError where onnxruntime refuses the graph, or memory runs out
 */
export async function compile({
  graph,
  weights,
  loss = "loss",
  trainable = () => true,
  outputs = [],
  device = chosenDevice(),
  threads = availableParallelism(),
  gradientCheckpointing = false,
  mixedPrecision = "no",
  seed = 42,
}: CompileOptions): Promise<CompiledModel> {
  if (weights) for (const [name, shape] of graph.parameters) checkWeight(name, shape, weights.get(name));
  const dropoutState = parseDropoutState({ seed, step: 0 });
  const names = [...graph.parameters.keys()].filter((name) => trainable(name) && !graph.buffers?.has(name));
  const computed =
    mixedPrecision === "no" ? graph : autocast(graph, mixedPrecision, { kernels: device !== "cpu" });
  const training =
    names.length > 0
      ? await trainingGraph(computed, { loss, outputs, trainable: names, gradientCheckpointing })
      : undefined;

  const worker = new Worker(new URL("./engine-worker.ts", import.meta.url), { name: "engine", execArgv: [] });
  const calls = new WorkerCalls(worker);
  try {
    const options: EngineOptions = { parameters: graph.parameters, trainable: names, device, threads };
    const tensors = (await calls.call("create", [options])) as ReadonlyMap<string, SharedTensor>;
    const parameters = new Map<string, Parameter>();
    for (const [name, tensor] of tensors) {
      const data = float32View(tensor);
      const weight = weights?.get(name);
      if (ArrayBuffer.isView(weight)) data.set(weight);
      else if (weight) await readFloat32Into(weight, data);
      parameters.set(name, { name, shape: tensor.shape, data, trainable: names.includes(name) });
    }
    if (training) await calls.call("train", [training]);
    return new CompiledModel({
      network: graph,
      computed,
      mixedPrecision,
      calls,
      parameters,
      loss,
      training,
      dropoutState,
    });
  } catch (error) {
    await calls.close();
    throw error;
  }
}

function checkWeight(name: string, shape: readonly number[], weight?: Float32Array | StoredTensor): void {
  if (!weight) throw new MissingWeightError(name, shape);
  if (!ArrayBuffer.isView(weight)) {
    if (String(weight.shape) !== String(shape))
      throw new WeightMismatchError(name, `shape [${shape}]`, `[${weight.shape}]`);
  } else if (weight.length !== elementCount(shape))
    throw new WeightMismatchError(name, `${elementCount(shape)} elements`, String(weight.length));
}
