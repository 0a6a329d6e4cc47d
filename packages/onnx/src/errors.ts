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
