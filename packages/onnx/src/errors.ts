/** A safetensors file that breaks the format, or tensors that cannot be written as one. */
export class SafetensorsError extends Error {
  override name = "SafetensorsError";
}

/** A safetensors tensor whose dtype this package does not read. */
export class UnsupportedDtypeError extends SafetensorsError {
  override name = "UnsupportedDtypeError";
  readonly tensor: string;
  readonly dtype: string;

  constructor(tensor: string, dtype: string, supported: readonly string[]) {
    super(`unsupported dtype of tensor ${tensor}, expected one of ${supported.join(", ")}: ${dtype}`);
    this.tensor = tensor;
    this.dtype = dtype;
  }
}

/** A graph that would not be valid ONNX: unknown value, name used twice, attribute of no ONNX type. */
export class GraphError extends Error {
  override name = "GraphError";
}

/** An .onnx file that cannot be read, or a model that cannot be written as one. */
export class OnnxFileError extends Error {
  override name = "OnnxFileError";
}

/** A parameter of the model for which the weights hold no tensor. */
export class MissingWeightError extends Error {
  override name = "MissingWeightError";
  readonly parameter: string;
  readonly expected: readonly number[];

  constructor(parameter: string, expected: readonly number[]) {
    super(`missing weight, expected shape [${expected}]: ${parameter}`);
    this.parameter = parameter;
    this.expected = expected;
  }
}

/** A weight whose shape or dtype is not that of the model's parameter. */
export class WeightMismatchError extends Error {
  override name = "WeightMismatchError";
  readonly parameter: string;
  readonly expected: string;
  readonly given: string;

  constructor(parameter: string, expected: string, given: string) {
    super(`mismatched weight ${parameter}, expected ${expected}: ${given}`);
    this.parameter = parameter;
    this.expected = expected;
    this.given = given;
  }
}

/** A value whose type or number of dimensions shape inference cannot tell. */
export class UnknownShapeError extends GraphError {
  override name = "UnknownShapeError";
  readonly value: string;

  constructor(value: string) {
    super(`unknown type or rank, state it in the graph's value_info: ${value}`);
    this.value = value;
  }
}

/** A model that onnxruntime does not accept, with the node it stops at where it names one. */
export class InvalidModelError extends GraphError {
  override name = "InvalidModelError";
  readonly opType: string | undefined;
  readonly node: string | undefined;

  constructor(reason: Error, at?: { readonly opType: string; readonly node: string }) {
    const place = at ? ` at ${at.opType} (node ${at.node})` : "";
    super(`model that onnxruntime refuses${place}: ${reason.message}`, { cause: reason });
    this.opType = at?.opType;
    this.node = at?.node;
  }
}

/** An operator on the way from the values asked for to the loss that has no gradient rule. */
export class MissingGradientRuleError extends Error {
  override name = "MissingGradientRuleError";
  /** With its domain where that is not ONNX's own: "com.microsoft.FastGelu". */
  readonly opType: string;
  readonly node: string;
  /** The version of the domain's operator set. */
  readonly opset: number;

  constructor(opType: string, node: string, opset: number, what = "") {
    super(
      `missing gradient rule${what && ` for ${what}`}, add it to packages/onnx/src/gradients/rules.ts: ` +
        `${opType} (node ${node}, opset ${opset})`,
    );
    this.opType = opType;
    this.node = node;
    this.opset = opset;
  }
}

/** A node that is not lowered to standard operators, or not in the form it has. */
export class UnsupportedOperatorError extends GraphError {
  override name = "UnsupportedOperatorError";
  /** With its domain: "com.microsoft.NhwcConv". */
  readonly opType: string;
  readonly node: string;

  constructor(opType: string, node: string, what: string, wayOut: string) {
    super(`unsupported ${what}, ${wayOut}: ${opType} (node ${node})`);
    this.opType = opType;
    this.node = node;
  }
}

/** A node that cannot be said in a newer operator set. */
export class OpsetUpgradeError extends Error {
  override name = "OpsetUpgradeError";
  readonly opType: string;
  readonly node: string;
  /** The model's operator set. */
  readonly from: number;
  /** The one asked for. */
  readonly to: number;

  constructor(opType: string, node: string, from: number, to: number) {
    super(
      `no upgrade from operator set ${from} to ${to}, export the model with ${to}: ${opType} (node ${node})`,
    );
    this.opType = opType;
    this.node = node;
    this.from = from;
    this.to = to;
  }
}

/** A value that does not lead to the loss, or only through nodes that have no derivative. */
export class NotDifferentiableError extends Error {
  override name = "NotDifferentiableError";
  readonly value: string;
  /** The first node without a derivative on the way; none where nothing leads to the loss. */
  readonly node: string | undefined;

  constructor(value: string, loss: string, blocking?: { readonly opType: string; readonly node: string }) {
    const reason = blocking
      ? `leads to ${loss} only through ${blocking.opType} (node ${blocking.node}), which has no derivative`
      : `does not lead to ${loss}`;
    super(`no gradient, leave the value out of wrt; it ${reason}: ${value}`);
    this.value = value;
    this.node = blocking?.node;
  }
}

/** A device that onnxruntime-node has no execution provider for. */
export class UnknownDeviceError extends Error {
  override name = "UnknownDeviceError";
  readonly device: string;

  constructor(device: string, expected: readonly string[]) {
    super(`unknown device, expected ${expected.join(", ")}: ${device}`);
    this.device = device;
  }
}

/** A folder without weights in the safetensors format. */
export class MissingCheckpointError extends SafetensorsError {
  override name = "MissingCheckpointError";
  readonly folder: string;

  constructor(folder: string, expected: readonly string[]) {
    super(`missing checkpoint, expected ${expected.join(" or ")} in the folder: ${folder}`);
    this.folder = folder;
  }
}

/** A `model.safetensors.index.json` that is no index, or names files outside its folder. */
export class CheckpointIndexError extends SafetensorsError {
  override name = "CheckpointIndexError";
}

/** A file that the index of a checkpoint names and its folder lacks. */
export class MissingShardError extends SafetensorsError {
  override name = "MissingShardError";
  readonly shard: string;

  constructor(shard: string, folder: string, cause: unknown) {
    super(`missing shard, expected in ${folder}, download the checkpoint again: ${shard}`, { cause });
    this.shard = shard;
  }
}

/** A shard that does not hold exactly the tensors that the index says it holds. */
export class ShardMismatchError extends SafetensorsError {
  override name = "ShardMismatchError";
  readonly shard: string;
  /** Tensors the index lists in this shard that are not there. */
  readonly missing: readonly string[];
  /** Tensors of this shard that the index lists in another or not at all. */
  readonly unexpected: readonly string[];

  constructor(shard: string, missing: readonly string[], unexpected: readonly string[]) {
    const found = [
      missing.length > 0 ? `without ${missing.join(", ")}` : "",
      unexpected.length > 0 ? `with ${unexpected.join(", ")} besides` : "",
    ];
    super(`mismatched shard ${shard}, expected what the index lists: ${found.filter(Boolean).join("; ")}`);
    this.shard = shard;
    this.missing = missing;
    this.unexpected = unexpected;
  }
}

/** A probability of dropout that is none, or a state that no mask can be drawn from. */
export class DropoutError extends Error {
  override name = "DropoutError";
}

/** A batch that does not fit the inputs of a model. */
export class BatchError extends Error {
  override name = "BatchError";
  readonly input: string;
  readonly expected: string;

  constructor(input: string, expected: string, given: string | number) {
    super(`invalid batch, expected ${input} as ${expected}: ${given}`);
    this.input = input;
    this.expected = expected;
  }
}

/** Training that would need more memory than there is. The sizes are estimates, in bytes. */
export class OutOfMemoryError extends Error {
  override name = "OutOfMemoryError";
  readonly weights: number;
  readonly gradients: number;
  readonly moments: number;
  readonly activations: number;
  readonly available: number;

  constructor(
    parts: Record<"weights" | "gradients" | "moments" | "activations" | "total", number>,
    available: number,
  ) {
    const { weights, gradients, moments, activations, total } = parts;
    const inMiB = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
    super(
      `out of memory, take smaller batches with gradient accumulation, shorter sequences, gradientCheckpointing, or ` +
        `freeze layers; about ${inMiB(total)} needed (weights ${inMiB(weights)}, gradients ${inMiB(gradients)}, ` +
        `moments ${inMiB(moments)}, activations ${inMiB(activations)}), available: ${inMiB(available)}`,
    );
    this.weights = weights;
    this.gradients = gradients;
    this.moments = moments;
    this.activations = activations;
    this.available = available;
  }
}

/** The thread that trains could not do what it was asked to, or has ended. */
export class EngineError extends Error {
  override name = "EngineError";
}

/** Bits, a block size or a shape that weights cannot be quantised to. */
export class QuantizationError extends Error {
  override name = "QuantizationError";

  constructor(expected: string, given: unknown) {
    super(`${expected}: ${given}`);
  }
}
