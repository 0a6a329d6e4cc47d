/** Shared memory for tensors that the system, or a memory of 32-bit addresses, cannot give. */
export class SharedMemoryError extends Error {
  override name = "SharedMemoryError";
  /** The bytes that were asked for. */
  readonly bytes: number;

  constructor(message: string, bytes: number, options?: ErrorOptions) {
    super(`${message}: ${bytes} bytes`, options);
    this.bytes = bytes;
  }
}

/** Jobs that no kernel can run: tensors of several memories or sizes, or a range outside them. */
export class KernelJobError extends Error {
  override name = "KernelJobError";
}

/** A pool of threads that was closed, or lost one of its threads; make a new one. */
export class KernelPoolError extends Error {
  override name = "KernelPoolError";
}

/** A gradient that does not fit its parameter. */
export class GradientError extends Error {
  override name = "GradientError";
  readonly parameter: string;

  constructor(parameter: string, message: string) {
    super(`invalid gradient of ${parameter}, ${message}`);
    this.parameter = parameter;
  }
}

/** Settings of an optimizer that it cannot work with, or a state of another model. */
export class OptimizerError extends Error {
  override name = "OptimizerError";
}
